package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.ProcessKind;
import io.parley.standalone.StandaloneResourceTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys that are named are those of which the launcher's sources speak. */
class HonouredKeysTest {

    private static final Path SOURCES = Path.of("src/main/java/io/parley/standalone/launch");
    private static final Pattern KEY = Pattern.compile(
            "\"((?:env|parley|rest|web|security|jobmanager|taskmanager)[.][a-z.-]*[a-z]|high-availability[a-z.-]*)\"");

    private static Set<String> keysOfTheSources() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                KEY.matcher(Files.readString(file))
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .forEach(keys::add);
            }
        }
        return keys;
    }

    @Test
    void everyKeyThatTheLauncherReadsIsNamedAndNoOther() throws IOException {
        List<String> named = new StandaloneResourceTranslator().environment().honouredKeys();
        Set<String> read = keysOfTheSources();
        assertThat(read).hasSizeGreaterThan(10);
        for (ProcessKind process : ProcessKind.values()) {
            read.addAll(JvmOptions.keys(process));
        }
        assertThat(named).containsExactlyInAnyOrderElementsOf(read);
    }
}
