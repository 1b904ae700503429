package io.parley.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.ProcessKind;
import io.parley.mesos.negotiation.FrameworkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys that are named are those of which the sources speak. */
class HonouredKeysTest {

    private static final Path SOURCES = Path.of("src/main/java/io/parley/mesos");
    private static final Pattern KEY = Pattern.compile("\"((?:mesos|parley)[.][a-z][a-z.-]*[a-z]|env[.]java[.]home)\"");

    /** Of all sources but those of the names themselves and of the keys without effect. */
    private static Set<String> keysOfTheSources() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")
                            && !path.endsWith("MesosTaskKeys.java")
                            && !path.endsWith("UnfollowedKeys.java"))
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
    void everyKeyThatIsReadIsNamedAndNoOther() throws IOException {
        List<String> named = new MesosResourceTranslator().environment().honouredKeys();
        Set<String> read = keysOfTheSources();

        assertThat(read).hasSizeGreaterThan(20);
        assertThat(named).doesNotHaveDuplicates().containsAll(read).containsAll(FrameworkOptions.KEYS);
        assertThat(named).contains("mesos.master", "parley.mesos.state-file", "parley.mesos.constraints");
        for (ProcessKind process : ProcessKind.values()) {
            assertThat(named).containsAll(JvmOptions.keys(process));
        }
        // Those of the need are read where they are named.
        assertThat(named.stream().filter(key -> key.startsWith("mesos.") && !read.contains(key)))
                .containsExactlyInAnyOrder(
                        "mesos.resourcemanager.tasks.cpus",
                        "mesos.resourcemanager.tasks.disk",
                        "mesos.constraints.hard.hostattribute");
        assertThat(named.stream().filter(key -> key.startsWith("parley.")))
                .hasSizeGreaterThan(5)
                .allSatisfy(key -> assertThat(read).contains(key));
    }
}
