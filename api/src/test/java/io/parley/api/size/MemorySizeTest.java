package io.parley.api.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final List<String> PIECES = List.of(
            "0",
            "1",
            "7",
            "12",
            "1600",
            "1024",
            "8388607",
            "8388608",
            "9007199254740991",
            "9007199254740992",
            "9223372036854775807",
            "9223372036854775808",
            "00",
            "99999999999999999999",
            "",
            " ",
            "  ",
            "\t",
            "\n",
            "\u00a0",
            "\u2003",
            "b",
            "B",
            "bytes",
            "k",
            "K",
            "\u212a",
            "kb",
            "Kb",
            "kibibytes",
            "m",
            "M",
            "mb",
            "mB",
            "MebiBytes",
            "g",
            "G",
            "gb",
            "gibibytes",
            "t",
            "T",
            "TB",
            "tebibytes",
            "-",
            "+",
            ".",
            "5",
            "e",
            "\u0661");
    private static final Map<String, Integer> UNITS = Map.ofEntries(
            Map.entry("", 0),
            Map.entry("b", 0),
            Map.entry("bytes", 0),
            Map.entry("k", 1),
            Map.entry("kb", 1),
            Map.entry("kibibytes", 1),
            Map.entry("m", 2),
            Map.entry("mb", 2),
            Map.entry("mebibytes", 2),
            Map.entry("g", 3),
            Map.entry("gb", 3),
            Map.entry("gibibytes", 3),
            Map.entry("t", 4),
            Map.entry("tb", 4),
            Map.entry("tebibytes", 4));
    private static final Pattern SHAPE =
            Pattern.compile("[\\x00-\\x20]*([0-9]+)[\\x00-\\x20]*(.*?)[\\x00-\\x20]*", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "007,7",
        "42b,42",
        "42 bytes,42",
        "1k,1024",
        "1kb,1024",
        "1 kibibytes,1024",
        "1m,1048576",
        "1mb,1048576",
        "1mebibytes,1048576",
        "1g,1073741824",
        "1 gb,1073741824",
        "1gibibytes,1073741824",
        "1t,1099511627776",
        "1tb,1099511627776",
        "1tebibytes,1099511627776",
        "1600m,1677721600"
    })
    void readsEveryUnit(String text, long bytes) {
        assertThat(MemorySize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1600M", "1600mB", "1600 MB", "1600 MeBiByTeS", "  1600m  ", "1600 \t\n m", "\u00001600m\u0001"})
    void readsUnitsInAnyCaseAndSkipsSpaces(String text) {
        assertThat(MemorySize.parse(text)).isEqualTo(MemorySize.ofMebibytes(1600));
    }

    @Test
    void readsTheKelvinSignAsFlinkDoesSinceItsLowerCaseIsK() {
        assertThat(MemorySize.parse("1\u212a").bytes()).isEqualTo(1024);
        assertThat(MemorySize.parse("1 \u212aB").bytes()).isEqualTo(1024);
    }

    @Test
    void readsTheSameInATurkishLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(MemorySize.parse("1 KIBIBYTES").bytes()).isEqualTo(1024);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 9223372036854775807",
        "9007199254740991k, 9223372036854774784",
        "8796093022207m, 9223372036853727232",
        "8589934591g, 9223372035781033984",
        "8388607t, 9223370937343148032"
    })
    void readsUpToTheLargestSize(String text, long bytes) {
        assertThat(MemorySize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "9007199254740992k",
                "8796093022208m",
                "8589934592g",
                "8388608t",
                "18446744073709551616",
                "18446744073709551617b",
                "99999999999999999999999t"
            })
    void refusesWhatExceedsTheLargestSize(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parse(text))
                .withMessage("Cannot read \"" + text
                        + "\" as a memory size: it exceeds the largest size, 9223372036854775807 bytes. Lower it.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|it is empty",
                "'  '|it is empty",
                "-1|a size has no sign",
                "+1m|a size has no sign",
                "m|it does not start with a digit",
                "1.5g|a size has no decimals",
                "1,5g|a size has no decimals",
                "1 mib|\"mib\" is not a unit",
                "1m2|\"m2\" is not a unit",
                "1 m m|\"m m\" is not a unit",
                "1e3|\"e3\" is not a unit",
                "1x|\"x\" is not a unit"
            })
    void refusesWhatIsNotOfTheGrammarAndSaysWhy(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parse(text))
                .withMessage("Cannot read \"" + text + "\" as a memory size: " + why
                        + ". Write whole digits and a unit (b, k, m, g or t), for instance 1600m.");
    }

    @Test
    void refusesNullText() {
        String[] none = new String[1];
        assertThatNullPointerException().isThrownBy(() -> MemorySize.parse(none[0]));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20200901, 4711})
    void readsLikeAnIndependentReadingOfTheGrammar(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        int texts = 60_000;
        for (int i = 0; i < texts; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(1, 6); piece > 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            Optional<BigInteger> expected = independentReading(text.toString());
            assertThat(reading(text.toString()))
                    .as("seed %d, \"%s\"", seed, text)
                    .isEqualTo(expected);
            accepted += expected.isPresent() ? 1 : 0;
        }
        assertThat(accepted).as("accepted texts, seed %d", seed).isBetween(texts / 10, texts * 9 / 10);
    }

    private static Optional<BigInteger> reading(String text) {
        try {
            return Optional.of(BigInteger.valueOf(MemorySize.parse(text).bytes()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigInteger> independentReading(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Integer power = UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT));
        if (power == null) {
            return Optional.empty();
        }
        BigInteger bytes = new BigInteger(matcher.group(1))
                .multiply(BigInteger.valueOf(1024).pow(power));
        return bytes.compareTo(LARGEST) > 0 ? Optional.empty() : Optional.of(bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1023, 1024, 1677721600, Long.MAX_VALUE})
    void writesAConfigurationTextThatReadsBackExactly(long bytes) {
        MemorySize size = MemorySize.ofBytes(bytes);
        assertThat(size.toConfigurationText()).isEqualTo(bytes + "b");
        assertThat(size.toDigits()).isEqualTo(String.valueOf(bytes));
        assertThat(MemorySize.parse(size.toConfigurationText())).isEqualTo(size);
    }

    /** More than keep their texts, so that each is forgotten once. */
    @Test
    void writesEveryNumberOfMebibytes() {
        for (int round = 0; round < 2; round++) {
            for (long mebibytes = 0; mebibytes < 10_000; mebibytes++) {
                MemorySize size = MemorySize.ofMebibytes(mebibytes);
                assertThat(size.toDigits()).isEqualTo(String.valueOf(mebibytes << 20));
                assertThat(size.toConfigurationText()).isEqualTo((mebibytes << 20) + "b");
            }
        }
    }

    @Test
    void refusesNegativeSizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.ofBytes(-1))
                .withMessage("A memory size cannot be negative: -1 bytes.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.ofMebibytes(-2))
                .withMessage("A memory size cannot be negative: -2097152 bytes.");
    }

    @Test
    void overflowsLoudly() {
        assertThatThrownBy(() -> MemorySize.ofMebibytes(8796093022208L)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> MemorySize.MAX.plus(MemorySize.ofBytes(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> MemorySize.MAX.timesTruncated(1.0000001))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("8796093022208 MiB (9223372036854775807 bytes) times 1.0000001 exceeds the largest size,"
                        + " 9223372036854775807 bytes.");
    }

    @Test
    void addsAndSubtractsExactly() {
        MemorySize one = MemorySize.ofBytes(1);
        assertThat(MemorySize.MAX.minus(one).plus(one)).isEqualTo(MemorySize.MAX);
        assertThat(one.minus(one)).isSameAs(MemorySize.ZERO);
        assertThatThrownBy(() -> one.minus(MemorySize.ofMebibytes(1)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("Cannot take 1 MiB (1048576 bytes) out of 1 bytes.");
    }

    @ParameterizedTest
    @CsvSource({
        "2147483648, 0.1, 214748368",
        "1677721600, 0.1, 167772162",
        "1073741824, 0.1, 107374184",
        "4294967296, 0.1, 429496736",
        "2147483648, 0.4, 858993472",
        "100, 0, 0",
        "9, 0.99, 8"
    })
    void multipliesByAWidenedFloatAndTruncates(long bytes, float fraction, long expected) {
        assertThat(MemorySize.ofBytes(bytes).timesTruncated(fraction).bytes()).isEqualTo(expected);
    }

    @Test
    void multipliesByTheDecimalsOfADouble() {
        assertThat(MemorySize.ofBytes(2147483648L)
                        .timesTruncated(0.10000000149011612)
                        .bytes())
                .isEqualTo(214748368);
        assertThat(MemorySize.ofBytes(2147483648L).timesTruncated(0.1).bytes()).isEqualTo(214748364);
        assertThat(MemorySize.MAX.timesTruncated(1)).isEqualTo(MemorySize.MAX);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesFactorsThatAreNegativeOrNotFinite(double factor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.ofBytes(1).timesTruncated(factor))
                .withMessage("A factor of a memory size must be finite and not negative: " + factor + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "1048575,1",
        "1048576,1",
        "1048577,2",
        "1677721600,1600",
        "1677721601,1601",
        "9223372036854775807,8796093022208"
    })
    void roundsUpToWholeMebibytes(long bytes, long mebibytes) {
        assertThat(MemorySize.ofBytes(bytes).mebibytesRoundedUp()).isEqualTo(mebibytes);
    }

    @Test
    void tellsWholeMultiples() {
        MemorySize unit = MemorySize.ofMebibytes(512);
        assertThat(MemorySize.ofMebibytes(1536).isWholeMultipleOf(unit)).isTrue();
        assertThat(MemorySize.ofMebibytes(1600).isWholeMultipleOf(unit)).isFalse();
        assertThat(MemorySize.ZERO.isWholeMultipleOf(unit)).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unit.isWholeMultipleOf(MemorySize.ZERO))
                .withMessage("A unit of memory must be above 0 bytes.");
    }

    @Test
    void comparesBySize() {
        MemorySize small = MemorySize.ofBytes(1023);
        MemorySize large = MemorySize.parse("1k");
        assertThat(small).isLessThan(large);
        assertThat(small.max(large)).isEqualTo(large);
        assertThat(large.max(small)).isEqualTo(large);
        assertThat(small.min(large)).isEqualTo(small);
        assertThat(large.min(small)).isEqualTo(small);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 bytes|0 bytes",
                "1024|1024 bytes|1024 bytes",
                "10485|10485 bytes|10485 bytes",
                "10486|0.01 MiB (10486 bytes)|0.01 MiB",
                "32768|0.03 MiB (32768 bytes)|0.03 MiB",
                "1811939328|1728 MiB (1811939328 bytes)|1728 MiB",
                "1530082096|1459.2 MiB (1530082096 bytes)|1459.2 MiB",
                "1048577|1 MiB (1048577 bytes)|1 MiB",
                "9223372036854775807|8796093022208 MiB (9223372036854775807 bytes)|8796093022208 MiB"
            })
    void showsMebibytesAndExactBytes(long bytes, String exact, String brief) {
        assertThat(MemorySize.ofBytes(bytes)).hasToString(exact);
        assertThat(MemorySize.ofBytes(bytes).toShortString()).isEqualTo(brief);
    }
}
