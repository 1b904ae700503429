package io.parley.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.ListGrammar;
import io.parley.api.configuration.Origin;
import io.parley.api.plan.Remark;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FlinkConfLinesTest {

    private static final Path FILE = Path.of("conf", "flink-conf.yaml");

    private static ReadConfiguration parse(String text) {
        return ConfigurationFormat.FLINK_CONF.parse(FILE, text);
    }

    @Test
    void readsAKeyAndAValueALine() {
        ReadConfiguration read = parse("a.b: 1600m\n\n  c :  x: y  \r\nd: \"#no quotes here\"\re: [a, b]");
        assertThat(read.configuration().toMap())
                .containsOnly(entry("a.b", "1600m"), entry("c", "x: y"), entry("d", "\""), entry("e", "[a, b]"));
        assertThat(read.configuration().origin("c")).isEqualTo(Origin.file(FILE.toString(), 3));
        assertThat(read.configuration().origin("e")).isEqualTo(Origin.file(FILE.toString(), 5));
        assertThat(read.format()).isEqualTo(ConfigurationFormat.FLINK_CONF);
        assertThat(read.file()).isEqualTo(FILE);
    }

    @Test
    void dropsCommentsWithoutRemark() {
        ReadConfiguration read = parse("# all\n  # indented: x\na: b # rest\n");
        assertThat(read.configuration().toMap()).containsOnly(entry("a", "b"));
        assertThat(read.remarks()).isEmpty();
    }

    @Test
    void remarksWhereACommentCutsAWord() {
        ReadConfiguration read = parse("s3.secret-key: abc#def\n");
        assertThat(read.configuration().toMap()).containsOnly(entry("s3.secret-key", "abc"));
        assertThat(read.remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.kind()).isEqualTo(Remark.Kind.WITHOUT_EFFECT);
            assertThat(remark.keys()).containsExactly("s3.secret-key");
            assertThat(remark.message())
                    .contains("s3.secret-key ends before the #", "line 1 of " + FILE)
                    .doesNotContain("abc", "def");
        });
    }

    @Test
    void skipsALineWithoutColonAndSpaceAndNamesItsKey() {
        ReadConfiguration read = parse("jobmanager.memory.process.size:1600m\nx:\ty\n");
        assertThat(read.configuration().toMap()).isEmpty();
        assertThat(read.remarks()).hasSize(2).first().satisfies(remark -> {
            assertThat(remark.keys()).containsExactly("jobmanager.memory.process.size");
            assertThat(remark.message())
                    .startsWith("jobmanager.memory.process.size has no effect. Flink skips line 1 of " + FILE)
                    .endsWith("Write key: value, or remove the line.");
        });
    }

    @Test
    void skipsALineWithAnEmptySide() {
        ReadConfiguration read = parse(": value\nkey:  \n:  \n");
        assertThat(read.configuration().toMap()).isEmpty();
        assertThat(read.remarks())
                .hasSize(3)
                .allSatisfy(remark -> assertThat(remark.message()).contains("Flink skips line ", "Write key: value"));
    }

    @Test
    void showsNothingOfASkippedLineThatMayBeASecret() {
        assertThat(parse("hunter2\nmy password is: \nhunter2 hunter2:x").remarks())
                .hasSize(3)
                .noneMatch(remark -> remark.message().contains("hunter2"));
    }

    @Test
    void takesTheLastLineOfAKeyAndRemarksIt() {
        ReadConfiguration read = parse("a: 1\nb: 2\na: 3\n");
        assertThat(read.configuration().toMap()).containsOnly(entry("a", "3"), entry("b", "2"));
        assertThat(read.configuration().origin("a")).isEqualTo(Origin.file(FILE.toString(), 3));
        assertThat(read.remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.message())
                    .isEqualTo("a is set on line 1 and again on line 3 of " + FILE
                            + ": the later one counts. Remove one of both.");
            assertThat(remark.keys()).containsExactly("a");
        });
    }

    @Test
    void keepsAByteOrderMarkInTheFirstKeyAsFlinkDoesAndRemarksIt() {
        ReadConfiguration read = parse("\uFEFFa: 1\nb: 2\n");
        assertThat(read.configuration().toMap()).containsOnly(entry("\uFEFFa", "1"), entry("b", "2"));
        assertThat(read.remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.message())
                        .contains("byte-order mark", "key a,", "Save the file without the mark"));
    }

    @Test
    void leavesABlankKeyOutWithARemark() {
        ReadConfiguration read = parse("\u2003: 1\n");
        assertThat(read.configuration().toMap()).isEmpty();
        assertThat(read.remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.message()).contains("blank key"));
    }

    @Test
    void readsBracketsAsPartOfAListItem() {
        ReadConfiguration read = parse("list: [a, b];c\n");
        assertThat(read.configuration().listGrammar()).isEqualTo(ListGrammar.SEMICOLONS);
        assertThat(read.configuration().get(ConfigurationOption.textList("list")))
                .containsExactly("[a, b]", "c");
    }

    @Test
    void boundsTheRemarksAboutAFileOfAnotherKind() {
        assertThat(parse("no configuration\n".repeat(10_000)).remarks())
                .hasSize(51)
                .last()
                .satisfies(remark -> assertThat(remark.message()).startsWith("9950 more remarks"));
    }
}
