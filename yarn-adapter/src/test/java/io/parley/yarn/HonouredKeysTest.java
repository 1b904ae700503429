package io.parley.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys of Parley's own that are named are those of which the sources speak; Flink's are compared with Flink. */
class HonouredKeysTest {

    private static final Path SOURCES = Path.of("src/main/java/io/parley/yarn");
    private static final Pattern KEY = Pattern.compile("\"(parley[.][a-z][a-z.-]*[a-z])\"");

    /** Of all sources but the one that names them. */
    private static Set<String> keysOfTheSources() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(
                            path -> path.toString().endsWith(".java") && !path.endsWith("YarnResourceTranslator.java"))
                    .toList()) {
                KEY.matcher(Files.readString(file))
                        .results()
                        .map(match -> match.group(1))
                        .forEach(keys::add);
            }
        }
        return keys;
    }

    @Test
    void everyKeyOfParleysThatIsReadIsNamedAndNoOther() throws IOException {
        List<String> named = new YarnResourceTranslator().environment().honouredKeys();
        assertThat(keysOfTheSources())
                .contains("parley.yarn.pre-flight.enabled", "parley.yarn.appmaster.node-label")
                .containsExactlyInAnyOrderElementsOf(
                        named.stream().filter(key -> key.startsWith("parley.")).toList());
    }
}
