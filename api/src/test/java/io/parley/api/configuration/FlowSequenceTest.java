package io.parley.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text that Flink keeps of a list in config.yaml, read as a list option. */
class FlowSequenceTest {

    private static List<String> read(String text) {
        return FlinkConfiguration.of(Map.of("yarn.ship-files", text))
                .get(ConfigurationOption.textList("yarn.ship-files"));
    }

    @Test
    void readsPlainItems() {
        assertThat(read("[/opt/a b.jar, hdfs://host:9000/x, 1.5]"))
                .containsExactly("/opt/a b.jar", "hdfs://host:9000/x", "1.5");
        assertThat(read(" [a] ")).containsExactly("a");
        assertThat(read("[\t\u2003a\u00A0 ]")).containsExactly("\u2003a\u00A0");
        assertThat(read("[a,b , ]")).containsExactly("a", "b");
        assertThat(read("[]")).isEmpty();
    }

    @Test
    void readsQuotedItems() {
        assertThat(read("['a, b', 'it''s', '[x]', '']")).containsExactly("a, b", "it's", "[x]", "");
        assertThat(read("[\"a\\tb\\n\", \"\\x41\\u00e9\\U0001F600\", \"\\\"\\\\\", \"\\e\\L\"]"))
                .containsExactly("a\tb\n", "Aé😀", "\"\\", "\u001B\u2028");
    }

    @Test
    void typesAPlainItemBeforeItBecomesTextAgain() {
        assertThat(read("[0x10, 0o17, 017, +5, -0, 1e3, .5, -.Inf, .NaN, TRUE, yes]"))
                .containsExactly("16", "15", "17", "5", "0", "1000.0", "0.5", "-.inf", ".nan", "true", "yes");
        assertThat(read("['0x10', \"TRUE\", 'null']")).containsExactly("0x10", "TRUE", "null");
    }

    @Test
    void takesListsAndMappingsInAListAsTheyAreWritten() {
        assertThat(read("[[a, 'b]'], {c: \"}\", d: it's}, e]"))
                .containsExactly("[a, 'b]']", "{c: \"}\", d: it's}", "e");
        assertThat(read("[[], {}, [[1], {q: [2]}]]")).containsExactly("[]", "{}", "[[1], {q: [2]}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a",
                "[a, null]",
                "[~]",
                "[+.inf]",
                "a]",
                "[a] b]",
                "[a: b]",
                "[[a]",
                "[{a: 'b}]",
                "[{a: b]",
                "['a]",
                "[\"\\q\"]",
                "[\"\\u12\"]",
                "[a #b]"
            })
    void takesWhatIsNoListForTextBetweenSemicolons(String text) {
        assertThat(read(text)).containsExactly(text);
    }

    @Test
    void readsSemicolonsInBracketsAsPartOfAnItem() {
        assertThat(read("[a;b, c]")).containsExactly("a;b", "c");
        assertThat(read("[a];[b]")).containsExactly("[a]", "[b]");
    }
}
