package io.parley.core.editing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.editing.ConfigurationEdit.Add;
import io.parley.core.editing.ConfigurationEdit.CommentOut;
import io.parley.core.editing.ConfigurationEdit.Replace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A decimal number in config.yaml and a text of the same characters are not the same. */
class EditedDecimalsTest {

    private static final Path FILE = Path.of("conf");

    private static String yaml(String text, ConfigurationEdit edit) {
        return ConfigurationEditor.edit(FILE, ConfigurationFormat.CONFIG_YAML, text, List.of(edit))
                .text();
    }

    @Test
    void keepsANumberOrATextThatOnlyGetsAnotherKey() {
        assertThat(yaml("a: 0.5 # c\n", new Replace("a", Map.of("n", "0.5")))).isEqualTo("n: 0.5 # c\n");
        assertThat(yaml("a: 5e-1\n", new Replace("a", Map.of("n", "0.5")))).isEqualTo("n: 0.5\n");
        assertThat(yaml("a: -.inf\n", new Replace("a", Map.of("n", "-.inf")))).isEqualTo("n: -.inf\n");
        assertThat(yaml("a: '0.5'\n", new Replace("a", Map.of("n", "0.5")))).isEqualTo("n: \"0.5\"\n");
        assertThat(yaml("a: !!str 0.5\n", new Replace("a", Map.of("n", "0.5")))).isEqualTo("n: \"0.5\"\n");
    }

    @Test
    void writesAnyOtherValueAsTheTextItIs() {
        assertThat(yaml("a: 0.5\n", new Replace("a", Map.of("a", "0.7")))).isEqualTo("a: \"0.7\"\n");
        assertThat(yaml("a: 0.5\n", new Add(Map.of("n", "0.5"), Optional.of("a"), "Why.")))
                .isEqualTo("a: 0.5\n# Why.\nn: \"0.5\"\n");
    }

    @Test
    void keepsNumbersAndTextsThatLeaveTheirBraces() {
        assertThat(yaml("a: {x: 5e-1, y: '0.5', z: .inf, n: 3}\n", new CommentOut("a.n", "Why.")))
                .isEqualTo("""
                        # Why.
                        # Written below with a line for each key.
                        # a: {x: 5e-1, y: '0.5', z: .inf, n: 3}
                        a.x: 0.5
                        a.y: "0.5"
                        a.z: .inf
                        """);
    }

    @Test
    void refusesATextWithANumberWhereATextIsIntended() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationEditor.check(
                        FILE, ConfigurationFormat.CONFIG_YAML, "a: 0.5\n", FlinkConfiguration.of(Map.of("a", "0.5"))))
                .withMessage("Cannot edit conf: the edited text would give a decimal number where a text is intended,"
                        + " or a text where a number is. Put each key on a line of its own.");
    }
}
