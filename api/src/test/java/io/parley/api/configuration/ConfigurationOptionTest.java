package io.parley.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationOptionTest {

    @Test
    void knowsItsKeysAndDefault() {
        ConfigurationOption<Integer> option = ConfigurationOption.integer("new")
                .withDeprecatedKeys("old", "older")
                .withDefault(4);
        assertThat(option.key()).isEqualTo("new");
        assertThat(option).hasToString("new");
        assertThat(option.deprecatedKeys()).containsExactly("old", "older");
        assertThat(option.defaultValue()).contains(4);
        assertThat(ConfigurationOption.text("k").defaultValue()).isEmpty();
    }

    @Test
    void refusesABlankKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOption.text(" "))
                .withMessage("A configuration key cannot be blank.");
    }

    @Test
    void readsMemorySizes() {
        assertThat(ConfigurationOption.memorySize("k").parse("2 kb")).isEqualTo(MemorySize.ofBytes(2048));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-1,-1", "+7,7", "2147483647,2147483647"})
    void readsIntegers(String text, int value) {
        assertThat(ConfigurationOption.integer("k").parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.0", "2147483648", "4 ", "four"})
    void refusesOtherIntegers(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOption.integer("k").parse(text))
                .withMessage("Cannot read \"" + text + "\" as a whole number. Write digits, for instance 4.");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-1,-1", "+7,7", "2147483648,2147483648", "9223372036854775807,9223372036854775807"})
    void readsLongIntegers(String text, long value) {
        assertThat(ConfigurationOption.longInteger("k").parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.0", "9223372036854775808", "4 ", "4L", "0x4"})
    void refusesOtherLongIntegers(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOption.longInteger("k").parse(text))
                .withMessage("Cannot read \"" + text + "\" as a whole number. Write digits, for instance 4.");
    }

    @Test
    void readsDecimalsAsDoubles() {
        ConfigurationOption<Double> option = ConfigurationOption.decimal("k");
        assertThat(option.parse("0.1")).isEqualTo(0.1);
        assertThat(option.parse(" 1e-50 ")).isEqualTo(1e-50);
        assertThat(option.parse("2d")).isEqualTo(2);
        assertThat(option.parse("1e400")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(option.parse("NaN")).isNaN();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.parse("0,1"))
                .withMessage("Cannot read \"0,1\" as a decimal number. Write one, for instance 0.5.");
    }

    @Test
    void readsFractionsAsFloats() {
        ConfigurationOption<Float> option = ConfigurationOption.fraction("k");
        assertThat((double) option.parse("0.1")).isEqualTo(0.10000000149011612);
        assertThat(option.parse(" 1e-1 ")).isEqualTo(0.1f);
        assertThat(option.parse("NaN")).isNaN();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.parse("0,1"))
                .withMessage("Cannot read \"0,1\" as a fraction. Write a decimal number, for instance 0.1.");
    }

    @Test
    void readsSwitchesInAnyCase() {
        ConfigurationOption<Boolean> option = ConfigurationOption.flag("k");
        assertThat(option.parse("tRuE")).isTrue();
        assertThat(option.parse("FALSE")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.parse("yes"))
                .withMessage("Cannot read \"yes\" as a switch. Write true or false.");
    }

    @Test
    void takesTextsAsTheyAre() {
        assertThat(ConfigurationOption.text("k").parse(" a;'b' \n")).isEqualTo(" a;'b' \n");
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("", List.of()),
                Arguments.of("  ", List.of()),
                Arguments.of("a", List.of("a")),
                Arguments.of("a;b", List.of("a", "b")),
                Arguments.of(" a ; b ", List.of("a", "b")),
                Arguments.of("a;;b", List.of("a", "", "b")),
                Arguments.of("a; ;b", List.of("a", "", "b")),
                Arguments.of("a;", List.of("a")),
                Arguments.of("a;;", List.of("a", "")),
                Arguments.of(";a", List.of("a")),
                Arguments.of(" ; a", List.of("a")),
                Arguments.of(";", List.of()),
                Arguments.of(";;", List.of("")),
                Arguments.of("'a;b';c", List.of("a;b", "c")),
                Arguments.of("\"it's; 5\" ; 'x'", List.of("it's; 5", "x")),
                Arguments.of("'it''s'", List.of("it's")),
                Arguments.of("\"\"\"a\"\"\"", List.of("\"a\"")),
                Arguments.of("''", List.of("")),
                Arguments.of("' a ';' '", List.of(" a ", " ")),
                Arguments.of("a'b;c\"d", List.of("a'b", "c\"d")),
                Arguments.of("a\u2003;b", List.of("a\u2003", "b")));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void readsListsAsFlinkDoes(String text, List<String> items) {
        assertThat(ConfigurationOption.textList("k").parse(text)).isEqualTo(items);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"'a|1", "a; \"b|4", "'a'';b|1", "'''|1"})
    void refusesAnOpenQuoteAndSaysWhere(String text, int position) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOption.textList("k").parse(text))
                .withMessage("Cannot read \"" + text + "\" as a list: the quote at position " + position
                        + " is not closed. Close it, or double a quote that belongs to an item.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"'a'b|4", "'a' b;c|5", "'a' 'b'|5"})
    void refusesTextBehindAQuoteAndSaysWhere(String text, int position) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOption.textList("k").parse(text))
                .withMessage("Cannot read \"" + text + "\" as a list: expected a semicolon at position " + position
                        + ". Separate the items by semicolons.");
    }

    @ParameterizedTest
    @CsvSource({
        "10,PT0.01S",
        "10ms,PT0.01S",
        "1 milli,PT0.001S",
        "2 millis,PT0.002S",
        "1 millisecond,PT0.001S",
        "2milliseconds,PT0.002S",
        "10 s,PT10S",
        "1sec,PT1S",
        "2 secs,PT2S",
        "1 Second,PT1S",
        "2 SECONDS,PT2S",
        "3m,PT3M",
        "3min,PT3M",
        "1minute,PT1M",
        "3 minutes,PT3M",
        "2h,PT2H",
        "1hour,PT1H",
        "2 hours,PT2H",
        "1d,PT24H",
        "1 day,PT24H",
        "2 days,PT48H",
        "5ns,PT0.000000005S",
        "1nano,PT0.000000001S",
        "5 nanos,PT0.000000005S",
        "1 nanosecond,PT0.000000001S",
        "5nanoseconds,PT0.000000005S",
        "5\u00b5s,PT0.000005S",
        "1micro,PT0.000001S",
        "5 micros,PT0.000005S",
        "1microsecond,PT0.000001S",
        "5 microseconds,PT0.000005S",
        "9223372036854775807 micros,PT2562047788H54.775807S",
        "9223372036854775808 ns,PT2562047H47M16.854775808S",
        "9223372036854775807 s,PT2562047788015215H30M7S",
        " 7 \t s ,PT7S",
        "PT10S,PT10S",
        " p1d ,PT24H"
    })
    void readsTimeSpans(String text, Duration duration) {
        assertThat(ConfigurationOption.duration("k").parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s",
                "-1s",
                "-PT5S",
                "1.5s",
                "1 fortnight",
                "9223372036854775808 s",
                "9223372036854775807 d"
            })
    void refusesOtherTimeSpans(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOption.duration("k").parse(text))
                .withMessage(
                        "Cannot read \"" + text + "\" as a time span. Write digits and a unit, for instance 10 s.");
    }

    @Test
    void usualFractionsAreTheFloatsOfJava() {
        for (int digits = 0; digits < 20_000; digits++) {
            String text = digits / 10_000 + "." + String.format(java.util.Locale.ROOT, "%04d", digits % 10_000);
            assertThat(ConfigurationOption.fraction("k").parse(text)).isEqualTo(Float.valueOf(text));
        }
        for (String text : new String[] {"0.1", "00.40", "1.6777216", "1.6777217", "0.0000000001", "0.12345678901"}) {
            assertThat(ConfigurationOption.fraction("k").parse(text)).isEqualTo(Float.valueOf(text));
        }
    }
}
