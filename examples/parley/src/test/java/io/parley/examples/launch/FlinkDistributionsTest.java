package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.FlinkDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkDistributionsTest {

    @TempDir
    private Path directory;

    private void collect(String version, String... jars) throws IOException {
        Path module = Files.createDirectories(directory.resolve("flink-" + version));
        Files.writeString(module.resolve("pom.xml"), "");
        Path lib = Files.createDirectories(module.resolve("target").resolve("lib"));
        for (String jar : jars) {
            Files.writeString(lib.resolve(jar), "");
        }
    }

    private Path home(String... files) throws IOException {
        Path lib = Files.createDirectories(directory.resolve("home").resolve("lib"));
        for (String file : files) {
            Files.writeString(lib.resolve(file), "");
        }
        return directory.resolve("home");
    }

    private FlinkDistribution collected(String version) {
        return FlinkDistributions.collected(new ExamplesDirectory(directory), FlinkVersion.parse(version));
    }

    private static List<String> names(FlinkDistribution distribution) {
        return distribution.jars().stream()
                .map(jar -> String.valueOf(jar.getFileName()))
                .toList();
    }

    @Test
    void findsTheJarsOfARelease() throws IOException {
        collect("1.11.6", "b.jar", "a.jar", "notes.txt");
        collect("2.3.0", "c.jar");
        FlinkDistribution found = collected("1.11.6");
        assertThat(found.version()).isEqualTo(FlinkVersion.parse("1.11.6"));
        assertThat(names(found)).containsExactly("a.jar", "b.jar");
    }

    @Test
    void findsTheNewestReleaseOfALine() throws IOException {
        collect("1.11.4", "old.jar");
        collect("1.11.6", "new.jar");
        assertThat(collected("1.11").version()).isEqualTo(FlinkVersion.parse("1.11.6"));
    }

    @Test
    void refusesAVersionThatIsNotCollectedAndListsThoseThatAre() throws IOException {
        collect("1.11.6", "a.jar");
        collect("2.3.0", "a.jar");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collected("1.17.2"))
                .withMessageContaining("Cannot launch Flink 1.17.2")
                .withMessageContaining("1.11.6 and 2.3.0")
                .withMessageContaining("--flink-home");
        assertThatIllegalArgumentException().isThrownBy(() -> collected("1.11.5"));
    }

    @Test
    void saysHowToCollectWhatWasNotBuilt() throws IOException {
        collect("2.3.0");
        assertThatIllegalStateException()
                .isThrownBy(() -> collected("2.3.0"))
                .withMessageContaining("holds no jars")
                .withMessageContaining("mvn package");
    }

    @Test
    void refusesAFolderThatIsNotTheExamples() {
        assertThatIllegalStateException()
                .isThrownBy(() -> FlinkDistributions.collected(
                        new ExamplesDirectory(directory.resolve("none")), FlinkVersion.parse("2.3.0")))
                .withMessageContaining(ExamplesDirectory.PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({
        "flink-dist-2.3.0.jar, 2.3.0",
        "flink-dist_2.11-1.11.6.jar, 1.11.6",
        "flink-dist_2.12-1.14.6.jar, 1.14.6",
        "flink-dist-2.4-SNAPSHOT.jar, 2.4"
    })
    void readsTheVersionOfADistributionFromItsLargestJar(String jar, String version) throws IOException {
        FlinkDistribution found = FlinkDistributions.ofHome(home("a.jar", jar, "log4j.properties"));
        assertThat(found.version()).isEqualTo(FlinkVersion.parse(version));
        assertThat(names(found)).containsExactly(jar, "a.jar");
    }

    @Test
    void refusesAFolderWithoutFlink() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlinkDistributions.ofHome(directory))
                .withMessageContaining(directory.toString())
                .withMessageContaining("no folder lib");
        Path home = home("a.jar");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlinkDistributions.ofHome(home))
                .withMessageContaining("no flink-dist jar");
    }
}
