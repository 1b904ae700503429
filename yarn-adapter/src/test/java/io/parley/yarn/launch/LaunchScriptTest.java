package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text through the same readers as on a NodeManager: its replacements, then both shells. The real one is tested in the
 * examples.
 */
class LaunchScriptTest {

    private static final long SEED = Long.getLong("parley.seed", 1902L);
    private static final String ALPHABET = "ab '\"`$(){}<>\\;&|!*?~#\n\t=LOG_DIRCPS/-%^[]é";

    @TempDir
    Path folder;

    /** What Hadoop's ContainerLaunch#expandEnvironment does on Linux. */
    private static String replaced(String text) {
        return text.replace("<CPS>", ":")
                .replace("<ADD_OPENS>", "--opened")
                .replace("<LOG_DIR>", "/logs")
                .replace("{{", "$")
                .replace("}}", "");
    }

    @SuppressWarnings("OrphanedFormatString") // It is the shell's printf that formats.
    private List<String> received(List<String> arguments, String variable) throws IOException, InterruptedException {
        StringBuilder inner = new StringBuilder("printf '%s\\0'");
        arguments.forEach(argument -> inner.append(' ').append(LaunchScript.word(argument)));
        inner.append(" \"$VALUE\"");
        String script = "export VALUE=\"" + replaced(LaunchScript.variable(variable)) + "\"\n" + "exec /bin/bash -c \""
                + replaced(LaunchScript.command(inner.toString())) + "\"\n";
        Path file = Files.writeString(folder.resolve("launch_container.sh"), script);
        Process process = new ProcessBuilder("/bin/bash", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        List<String> words = new ArrayList<>(List.of(out.split("\0", -1)));
        words.remove(words.size() - 1);
        return words;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "two words",
                "it's",
                "say \"hello\"",
                "$(touch ran)",
                "`touch ran`",
                "; touch ran;",
                "a\nb",
                "{{HOME}}",
                "{{",
                "}}",
                "{{{X}}}",
                "<LOG_DIR>/x",
                "<CPS>",
                "<ADD_OPENS>",
                "$HOME ${HOME} $$ $?",
                "\\",
                "\\\\",
                "ends with \\",
                "'\\''",
                "\"'\"'\"",
                "!history !!",
                "*.sh ~ #no",
                "& | && || > out < in",
                "tab\there",
                "größe ✓"
            })
    void arrivesUnchangedAndRunsNothing(String text) throws IOException, InterruptedException {
        assertThat(received(List.of(text.isEmpty() ? "x" : text), text))
                .containsExactly(text.isEmpty() ? "x" : text, text);
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void randomTextArrivesUnchanged() throws IOException, InterruptedException {
        System.out.println("Launch script quoting: seed " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 50; round++) {
            List<String> arguments = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                arguments.add("x" + randomText(random));
            }
            String variable = randomText(random);
            List<String> expected = new ArrayList<>(arguments);
            expected.add(variable);
            assertThat(received(arguments, variable)).isEqualTo(expected);
        }
    }

    private static String randomText(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            text.append(
                    random.nextInt(12) == 0
                            ? List.of("{{", "}}", "<LOG_DIR>", "<CPS>", "$(", "\\'")
                                    .get(random.nextInt(6))
                            : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    @Test
    void plainWordsStayReadable() {
        assertThat(LaunchScript.word("-Xmx1073741824")).isEqualTo("-Xmx1073741824");
        assertThat(LaunchScript.word("--add-opens=java.base/java.lang=ALL-UNNAMED"))
                .isEqualTo("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }

    @Test
    void aClusterClassPathKeepsReferencesAndRunsNothing() {
        assertThat(LaunchScript.clusterClassPath("$HADOOP_HOME/lib/*")).isEqualTo("$HADOOP_HOME/lib/*");
        assertThat(LaunchScript.clusterClassPath("{{HADOOP_CONF_DIR}}<CPS>${A}/b"))
                .isEqualTo("{{HADOOP_CONF_DIR}}<CPS>${A}/b");
        assertThat(LaunchScript.clusterClassPath("$(id)/`id`")).isEqualTo("\\$(id)/\\`id\\`");
    }

    @Test
    void aNameThatIsNoVariableAndANulAreRefused() {
        assertThatThrownBy(() -> LaunchScript.checkVariableName("A-B"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot set an environment variable named \"A-B\" in a YARN container."
                        + " Use letters, digits and underscores, and start with no digit.");
        assertThatThrownBy(() -> LaunchScript.word("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An argument of a YARN container cannot hold the character NUL. Remove it.");
        assertThatThrownBy(() -> LaunchScript.variable("\0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The value of a variable");
    }
}
