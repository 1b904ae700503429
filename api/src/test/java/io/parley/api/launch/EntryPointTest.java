package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPointTest {

    @ParameterizedTest
    @ValueSource(strings = {"Main", "org.example.Main", "org.example.Main$Inner", "_a.B2", "\u00e9t\u00e9.Main"})
    void acceptsClassNames(String name) {
        assertThat(EntryPoint.of(name).className()).isEqualTo(name);
        assertThat(EntryPoint.of(name).arguments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "org.example.",
                ".Main",
                "org..Main",
                "2Main",
                "Main;reboot",
                "Main -x",
                "Main\n",
                "$(x).Main",
                "org/example/Main",
                "`x`"
            })
    void refusesWhatIsNoClassName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryPoint.of(name))
                .withMessage("\"" + name + "\" is no class name."
                        + " Name the class with its package, for instance org.example.Main.");
    }

    @Test
    void keepsArgumentsAsTheyAre() {
        List<String> arguments = new ArrayList<>(List.of("$(touch x)", "a b", "", "{{X}}", "<LOG_DIR>", "\n"));
        EntryPoint entryPoint = new EntryPoint("Main", arguments);
        List<String> expected = List.copyOf(arguments);
        arguments.clear();
        assertThat(entryPoint.arguments()).isEqualTo(expected).isUnmodifiable();
    }
}
