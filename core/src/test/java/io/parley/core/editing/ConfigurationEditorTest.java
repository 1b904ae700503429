package io.parley.core.editing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.editing.ConfigurationEdit.Add;
import io.parley.core.editing.ConfigurationEdit.CommentOut;
import io.parley.core.editing.ConfigurationEdit.Replace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationEditorTest {

    private static final Path FILE = Path.of("conf");
    private static final Replace HEAP =
            new Replace("jobmanager.heap.size", Map.of("jobmanager.memory.process.size", "1g"));
    private static final CommentOut MEBIBYTES = new CommentOut("jobmanager.heap.mb", "Why.");

    private static String lines(String text, ConfigurationEdit... edits) {
        return ConfigurationEditor.edit(FILE, ConfigurationFormat.FLINK_CONF, text, List.of(edits))
                .text();
    }

    private static String yaml(String text, ConfigurationEdit... edits) {
        return ConfigurationEditor.edit(FILE, ConfigurationFormat.CONFIG_YAML, text, List.of(edits))
                .text();
    }

    @Test
    void replacesALineAndKeepsEverythingAroundIt() {
        assertThat(lines("# a\n\n  jobmanager.heap.size:  1g \t# big\r\nrest.port:8081\nx: y", HEAP))
                .isEqualTo("# a\n\n  jobmanager.memory.process.size: 1g \t# big\r\nrest.port:8081\nx: y");
    }

    @Test
    void replacesTheLineThatCountsAndCommentsOutTheOthers() {
        assertThat(lines("jobmanager.heap.size: 5g\na: b\njobmanager.heap.size: 1g\n", HEAP))
                .isEqualTo("""
                        # No effect: the same key is set again below.
                        # jobmanager.heap.size: 5g
                        a: b
                        jobmanager.memory.process.size: 1g
                        """);
    }

    @Test
    void leavesALineAloneThatOnlyLooksLikeTheKey() {
        assertThat(lines("jobmanager.heap.size:5g\n#jobmanager.heap.size: 3g\njobmanager.heap.size: 1g", HEAP))
                .isEqualTo("jobmanager.heap.size:5g\n#jobmanager.heap.size: 3g\njobmanager.memory.process.size: 1g");
    }

    @Test
    void commentsOutALineBelowItsReason() {
        assertThat(lines("a: b\r\n  jobmanager.heap.mb: 7\r\n", MEBIBYTES))
                .isEqualTo("a: b\r\n  # Why.\r\n  # jobmanager.heap.mb: 7\r\n");
    }

    @Test
    void writesSeveralLinesInThePlaceOfOne() {
        Map<String, String> both = new LinkedHashMap<>();
        both.put("n.min", "1");
        both.put("n.max", "2");

        assertThat(lines("n: 3 # c", new Replace("n", both))).isEqualTo("n.min: 1 # c\nn.max: 2");
    }

    @Test
    void setsAKeyToAnotherValueInItsPlace() {
        assertThat(lines("a: 1\nb: 2 # c\n", new Replace("b", Map.of("b", "3"))))
                .isEqualTo("a: 1\nb: 3 # c\n");
        assertThat(yaml("a:\n  b: 2 # c\n", new Replace("a.b", Map.of("a.b", "3"))))
                .isEqualTo("a:\n  b: 3 # c\n");
    }

    @Test
    void addsAtTheEndOrAfterAKey() {
        Map<String, String> entry = Map.of("n.k", "v");

        assertThat(lines("a: 1\nb: 2", new Add(entry, Optional.empty(), "Why.")))
                .isEqualTo("a: 1\nb: 2\n# Why.\nn.k: v");
        assertThat(lines("a: 1\nb: 2", new Add(entry, Optional.of("a"), "Why.")))
                .isEqualTo("a: 1\n# Why.\nn.k: v\nb: 2");
        assertThat(lines("", new Add(entry, Optional.empty(), "Why."))).isEqualTo("# Why.\nn.k: v\n");
        assertThat(yaml("a:\n  x: 1\nb: 2\n...\n", new Add(entry, Optional.of("a.x"), "Why.")))
                .isEqualTo("a:\n  x: 1\n# Why.\nn.k: v\nb: 2\n...\n");
        assertThat(yaml("a:\n  x: 1\n# end", new Add(entry, Optional.empty(), "Why.")))
                .isEqualTo("a:\n  x: 1\n# Why.\nn.k: v\n# end");
        assertThat(yaml("# only this\n", new Add(entry, Optional.empty(), "Why.")))
                .isEqualTo("# only this\n# Why.\nn.k: v\n");
    }

    @Test
    void leavesAByteOrderMarkWhereItIs() {
        assertThat(lines("\uFEFFjobmanager.heap.size: 3g\njobmanager.heap.size: 1g\n", HEAP))
                .isEqualTo("\uFEFFjobmanager.heap.size: 3g\njobmanager.memory.process.size: 1g\n");
    }

    @Test
    void writesANewKeyFlatIntoTheMappingItFits() {
        assertThat(yaml("""
                        # all
                        jobmanager: # JM
                          # before heap
                          heap: # the heap
                            # before size
                            size: 1g   # big
                          rpc:
                            port: 6123
                        """, HEAP)).isEqualTo("""
                        # all
                        jobmanager: # JM
                          # before heap
                          # the heap
                            # before size
                          memory.process.size: 1g   # big
                          rpc:
                            port: 6123
                        """);
    }

    @Test
    void writesBelowAMappingThatStays() {
        assertThat(yaml("""
                        jobmanager:
                          heap:
                            size: 1g # big
                            other: 5

                          # about rpc
                          rpc.port: 6123
                        """, HEAP)).isEqualTo("""
                        jobmanager:
                          heap:
                            other: 5
                          memory.process.size: 1g # big

                          # about rpc
                          rpc.port: 6123
                        """);
    }

    @Test
    void takesOutAMappingThatWouldBeEmpty() {
        assertThat(yaml("a: b\njobmanager:\n  heap:\n    mb: 7\n", MEBIBYTES))
                .isEqualTo("a: b\n# jobmanager:\n  # heap:\n    # Why.\n    # mb: 7\n");
        assertThat(yaml("jobmanager:\n  heap:\n    mb: 7\n    size: 1g\n", HEAP, MEBIBYTES))
                .isEqualTo("jobmanager:\n  # heap:\n    # Why.\n    # mb: 7\n  memory.process.size: 1g\n");
    }

    @Test
    void replacesTheLaterOfANestedAndAFlatSpelling() {
        assertThat(yaml("jobmanager.heap.size: 5g\njobmanager:\n  heap.size: 1g\n", HEAP))
                .isEqualTo("""
                        # No effect: the same key is set again below.
                        # jobmanager.heap.size: 5g
                        jobmanager:
                          memory.process.size: 1g
                        """);
        assertThat(yaml("jobmanager:\n  heap.size: 5g\njobmanager.heap.size: 1g\n", HEAP))
                .isEqualTo("""
                        # jobmanager:
                          # No effect: the same key is set again below.
                          # heap.size: 5g
                        jobmanager.memory.process.size: 1g
                        """);
    }

    @Test
    void spreadsAMappingInBracesOverLines() {
        assertThat(yaml("jobmanager: {heap: {size: 1g}, rpc: {port: 0x10,\n address: 'a # b'}} # all\nc: d\n", HEAP))
                .isEqualTo("""
                        # Written below with a line for each key.
                        # jobmanager: {heap: {size: 1g}, rpc: {port: 0x10,
                         # address: 'a # b'}} # all
                        jobmanager.memory.process.size: 1g
                        jobmanager.rpc.port: 16
                        jobmanager.rpc.address: "a # b"
                        c: d
                        """);
        assertThat(yaml("jobmanager:\n  heap: {mb: 5}\n  a: b\n", MEBIBYTES))
                .isEqualTo("jobmanager:\n  # Why.\n  # heap: {mb: 5}\n  a: b\n");
    }

    @Test
    void commentsOutALineThatASpreadKeyOverrides() {
        assertThat(yaml("a.x: 1\na: {x: 2, n: 3}\n", new CommentOut("a.n", "Why.")))
                .isEqualTo("""
                        # No effect: the same key is set again below.
                        # a.x: 1
                        # Why.
                        # Written below with a line for each key.
                        # a: {x: 2, n: 3}
                        a.x: 2
                        """);
    }

    @Test
    void commentsOutAllLinesOfALongValue() {
        assertThat(yaml("a: |\n  x\n\n  # y\n# z\nb: c\n", new CommentOut("a", "Why.")))
                .isEqualTo("# Why.\n# a: |\n  # x\n\n  # y\n# z\nb: c\n");
        assertThat(yaml("a:\n- x\n- y\nb: c\n", new Replace("a", Map.of("n", "v"))))
                .isEqualTo("n: v\nb: c\n");
        assertThat(yaml("a: \"x\n  y\" # c\nb: c\n", new Replace("a", Map.of("n", "v"))))
                .isEqualTo("n: v # c\nb: c\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0x10",
                "true",
                "null",
                "~",
                "a: b",
                "a # b",
                "'",
                "\"\\",
                "\u0001\u0085é\u2028",
                "1 600 m",
                "- a",
                "é",
                "[a, b]",
                "*a",
                "1600m ",
                "😀"
            })
    void writesYamlThatGivesTheSameText(String value) {
        String text = yaml("k: v\n", new Replace("k", Map.of("k", value)));

        assertThat(ConfigurationFormat.CONFIG_YAML
                        .parse(FILE, text)
                        .configuration()
                        .value("k"))
                .hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{jobmanager.heap.size: 1g}",
                "a: &a\n  heap.size: 5\njobmanager: *a\n",
                "jobmanager: &a\n  heap.size: 1g\nother: *a\n",
                "jobmanager.heap.size: &a 1g\nother: *a\n",
                "? jobmanager.heap.size\n: 1g\n",
            })
    void refusesWhatItCannotEditByLine(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> yaml(text, HEAP))
                .withMessageMatching("Cannot edit jobmanager.heap.size on line \\d of conf: it belongs to an anchor, an"
                        + " alias, a document in braces or an explicit key. Put it on a line of its own.");
    }

    @Test
    void refusesAnEditThatWouldBreakTheText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> yaml("jobmanager: {heap.size: 1g, a: &s b}\nc: *s\n", HEAP))
                .withMessageStartingWith("Cannot edit conf: it is written in a way that the edit would break.")
                .withMessageContaining("line 5");
    }

    @Test
    void refusesAnAnchoredAdditionToADocumentInBraces() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> yaml("{a: b}", new Add(Map.of("c", "d"), Optional.empty(), "Why.")))
                .withMessage("Cannot add keys to conf: the document is written in braces. Put each key on a line of its"
                        + " own.");
    }

    @Test
    void refusesEditsThatContradictTheTextOrEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines("a: b\n", HEAP))
                .withMessage("Cannot edit conf: jobmanager.heap.size is not set there. Edit a key that is, or add it.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines("a: b\n", new Add(Map.of("c", "d"), Optional.of("e"), "Why.")))
                .withMessageContaining("e is not set there");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines("a: b\n", new Add(Map.of("a", "c"), Optional.empty(), "Why.")))
                .withMessage("Cannot add a to conf: it is set already. Replace its value instead.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines("jobmanager.heap.size: 1g\n", HEAP, new CommentOut(HEAP.key(), "Why.")))
                .withMessage("Cannot edit conf: two edits are about jobmanager.heap.size. Make them one.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CommentOut("a", "two\nlines"))
                .withMessageStartingWith("A reason becomes a comment of one line");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Replace("a", Map.of()))
                .withMessage("An edit needs at least one entry to write. Name one.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " x", "a # b", "a\nb: c"})
    void refusesAValueThatTheFormatCannotHold(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines("a: b\n", new Replace("a", Map.of("a", value))))
                .withMessage(
                        "Cannot write a into conf: a value in flink-conf.yaml can neither be empty nor start or end"
                                + " with a blank, nor hold a # or a line end. Correct the value.");
    }

    @Test
    void refusesAnEditThatReadsDifferently() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines("a: b\n", new Replace("a", Map.of("c: d", "e"))))
                .withMessage(
                        "Cannot edit conf: the edited text would give c, c: d another value than intended. Put each"
                                + " key on a line of its own.");
    }

    @Test
    void writesAUnifiedDiff() {
        String text = "1: a\n2: a\n3: a\n4: a\n5: a\n6: a\n7: a\n8: a\n9: a\n10: a\n11: a\n12: a\n13: a\n14: a";
        EditedText edited = ConfigurationEditor.edit(
                FILE,
                ConfigurationFormat.FLINK_CONF,
                text,
                List.of(new Replace("4", Map.of("4", "b")), new CommentOut("14", "Why.")));

        assertThat(edited.unifiedDiff("old", "new"))
                .containsExactly(
                        "--- old",
                        "+++ new",
                        "@@ -1,7 +1,7 @@",
                        " 1: a",
                        " 2: a",
                        " 3: a",
                        "-4: a",
                        "+4: b",
                        " 5: a",
                        " 6: a",
                        " 7: a",
                        "@@ -11,4 +11,5 @@",
                        " 11: a",
                        " 12: a",
                        " 13: a",
                        "-14: a",
                        "\\ No newline at end of file",
                        "+# Why.",
                        "+# 14: a",
                        "\\ No newline at end of file");
        assertThat(edited.isChanged()).isTrue();
    }

    @Test
    void changesNothingWithoutEdits() {
        EditedText edited = ConfigurationEditor.edit(FILE, ConfigurationFormat.FLINK_CONF, "a: b\r\n\r", List.of());

        assertThat(edited.isChanged()).isFalse();
        assertThat(edited.text()).isEqualTo("a: b\r\n\r");
        assertThat(edited.unifiedDiff("old", "new")).isEmpty();
    }

    @Test
    void nothingOfAnEditShowsValues() {
        EditedLine line = new EditedLine(EditedLine.Kind.KEPT, "my.password: hunter2", "\n");
        assertThat(line).hasToString("EditedLine{KEPT, 20 characters}");
        assertThat(new EditedText(List.of(line))).hasToString("EditedText{1 lines, unchanged}");
        assertThat(new ConfigurationEdit.Replace("old", Map.of("my.password", "hunter2")))
                .hasToString("Replace{old by [my.password]}");
        assertThat(new ConfigurationEdit.Add(Map.of("my.password", "hunter2"), Optional.empty(), "why"))
                .hasToString("Add{[my.password]}");
    }
}
