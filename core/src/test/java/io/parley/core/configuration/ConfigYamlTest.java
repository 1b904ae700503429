package io.parley.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.ListGrammar;
import io.parley.api.configuration.Origin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigYamlTest {

    private static final Path FILE = Path.of("conf", "config.yaml");

    private static ReadConfiguration parse(String text) {
        return ConfigurationFormat.CONFIG_YAML.parse(FILE, text);
    }

    private static void refuses(String text, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(text))
                .withMessageStartingWith("Cannot read the Flink configuration " + FILE + ": ")
                .satisfies(e -> assertThat(e).hasMessageContainingAll(parts).hasNoCause());
    }

    @Test
    void flattensNestedAndFlatKeysWithTheirLines() {
        ReadConfiguration read = parse("""
                # comment
                jobmanager:
                  memory:
                    process.size: 1600m
                  rpc: {address: localhost, port: 6123}
                taskmanager.numberOfTaskSlots: 2
                """);
        assertThat(read.configuration().toMap())
                .containsOnly(
                        entry("jobmanager.memory.process.size", "1600m"),
                        entry("jobmanager.rpc.address", "localhost"),
                        entry("jobmanager.rpc.port", "6123"),
                        entry("taskmanager.numberOfTaskSlots", "2"));
        assertThat(read.configuration().origin("jobmanager.memory.process.size"))
                .isEqualTo(Origin.file(FILE.toString(), 4));
        assertThat(read.configuration().origin("taskmanager.numberOfTaskSlots"))
                .isEqualTo(Origin.file(FILE.toString(), 6));
        assertThat(read.format()).isEqualTo(ConfigurationFormat.CONFIG_YAML);
        assertThat(read.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0x10, 16",
        "0o17, 15",
        "017, 17",
        "1.10, 1.1",
        "1e3, 1000.0",
        "True, true",
        "yes, yes",
        ".inf, .inf",
        "1600m, 1600m",
        "'\"0x10\"', 0x10",
        "123456789012345678901234567890, 123456789012345678901234567890"
    })
    void typesAScalarBeforeItBecomesText(String written, String read) {
        assertThat(parse("key: " + written).configuration().toMap()).containsOnly(entry("key", read));
    }

    @Test
    void keepsAListAsTextThatAListOptionReads() {
        String text = "yarn.ship-files: [/a b, 'c, d', 0x10]\nother:\n  - x\n  - 'y: z'\n";
        ReadConfiguration read = parse(text);
        assertThat(read.configuration().value("yarn.ship-files")).contains("[/a b, 'c, d', 16]");
        assertThat(read.configuration().get(ConfigurationOption.textList("yarn.ship-files")))
                .containsExactly("/a b", "c, d", "16");
        assertThat(read.configuration().get(ConfigurationOption.textList("other")))
                .containsExactly("x", "y: z");
    }

    @Test
    void readsBracketsAsAListWhereTheValueIsTextToo() {
        ReadConfiguration read = parse("list: '[a, b]'\n");
        assertThat(read.configuration().listGrammar()).isEqualTo(ListGrammar.YAML);
        assertThat(read.configuration().get(ConfigurationOption.textList("list")))
                .containsExactly("a", "b");
    }

    @Test
    void refusesAFractionThatIsNoFloatUnlessItIsQuoted() {
        ReadConfiguration read = parse("number: 1.0E-50\nquoted: '1.0E-50'\n");
        assertThat(read.configuration().get(ConfigurationOption.decimal("number")))
                .isEqualTo(1.0e-50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read.configuration().get(ConfigurationOption.fraction("number")))
                .withMessageStartingWith("Cannot use number (" + FILE + " line 1). Cannot read 1.0E-50 as a fraction");
        assertThat(read.configuration().get(ConfigurationOption.fraction("quoted")))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "~", "a: {}"})
    void readsAFileWithoutEntries(String text) {
        assertThat(parse(text).configuration().keys()).isEmpty();
    }

    @Test
    void takesTheLaterOfANestedAndAFlatSpellingAndRemarksIt() {
        ReadConfiguration read = parse("a:\n  b: 1\na.b: 2\n");
        assertThat(read.configuration().toMap()).containsOnly(entry("a.b", "2"));
        assertThat(read.remarks())
                .singleElement()
                .satisfies(remark ->
                        assertThat(remark.message()).startsWith("a.b is set on line 2 and again on line 3 of " + FILE));
    }

    @Test
    void ignoresAnEarlierNullThatIsOverridden() {
        assertThat(parse("a:\n  b:\na.b: 2\n").configuration().toMap()).containsOnly(entry("a.b", "2"));
    }

    @Test
    void readsMergeKeysAsFlinkDoesNamelyAsOrdinaryKeys() {
        assertThat(parse("base: &b {x: 1}\nother: {<<: *b, y: 2}\n")
                        .configuration()
                        .toMap())
                .containsOnly(entry("base.x", "1"), entry("other.<<.x", "1"), entry("other.y", "2"));
    }

    @Test
    void refusesADuplicateKeyOfOneMapping() {
        refuses("a: 1\nb: 2\na: 3\n", "line 3, column 1", "duplicate key a", "Correct the file.");
    }

    @Test
    void refusesAKeyWithoutAValue() {
        refuses("a:\n  b:\n", "a.b on line 2 has no value. Write one, or remove the key.");
    }

    @Test
    void refusesAKeyThatIsNoText() {
        refuses("rest:\n  8081: x\n", "the key under rest. on line 2 is not text. Put it in quotes.");
        refuses("true: x\n", "the key on line 1 is not text.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- a\n- b\n", "just text", "5"})
    void refusesWhatIsNoMapping(String text) {
        refuses(text, "it is not a mapping of keys to values. Write key: value lines.");
    }

    @Test
    void refusesASecondDocument() {
        refuses("a: 1\n---\nb: 2\n", "expected a single document");
    }

    @Test
    void refusesTabsWhereFlinkDoes() {
        refuses("a:\tb\n", "line 1, column 3", "TAB");
        refuses("a:\n\tb: c\n", "line 2, column 1", "TAB");
    }

    @Test
    void namesThePlaceWithoutItsText() {
        refuses("s3.secret-key: \"hunter2\n", "line 2, column 1");
        for (String text : new String[] {
            "s3.secret-key: \"hunter2\n", "s3.secret-key: *hunter2\n", "s3.secret-key: !hunter2 x\n",
            "s3.secret-key: !hunter2!x y\n", "s3.secret-key: hunter2: x\n", "s3.secret-key: [hunter2\n",
            "s3.secret-key: hunter2\n- b\n", "s3.secret-key: !!int hunter2\n",
                    "s3.secret-key: \"\\UFFFFFFFF hunter2\"\n"
        }) {
            assertThatIllegalArgumentException()
                    .as(text)
                    .isThrownBy(() -> parse(text))
                    .withMessageNotContaining("hunter2")
                    .withNoCause();
        }
    }

    @Test
    void refusesHostileNesting() {
        refuses("a: " + "[".repeat(200_000), "line 1 is nested deeper than 100 levels");
        refuses("a: " + "{a: ".repeat(200_000), "nested deeper than 100 levels");
        refuses("a: &a\n  b: *a\n", "line 2 is nested deeper than 100 levels");
    }

    @Test
    void refusesAliasesThatExpandWithoutEnd() {
        StringBuilder text = new StringBuilder("a0: &a0 {x: 1, y: 2}\n");
        for (int i = 1; i < 24; i++) {
            text.append("a%d: &a%d {x: *a%d, y: *a%d}\n".formatted(i, i, i - 1, i - 1));
        }
        refuses(text.toString(), "its aliases expand to more than 1000000 entries");
        StringBuilder aliases = new StringBuilder("a: &a [1]\n");
        for (int i = 0; i < 51; i++) {
            aliases.append('b').append(i).append(": *a\n");
        }
        refuses(aliases.toString(), "50");
    }

    @Test
    void refusesWhatIsLongerThanFlinkReads() {
        refuses("a: b\n".repeat(1_000_000), "3145728");
    }
}
