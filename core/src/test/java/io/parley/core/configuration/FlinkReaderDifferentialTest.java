package io.parley.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkVersion;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads odd files beside Flink's own GlobalConfiguration: the same entries, and a refusal exactly where Flink refuses.
 */
class FlinkReaderDifferentialTest {

    private static final int FILES = Integer.getInteger("parley.fuzz.files", 3_000);
    private static final long SEED = Long.getLong("parley.seed", 20261122L);

    @TempDir
    private Path directory;

    private static Optional<Map<String, String>> read(Path path, String version) {
        try {
            return Optional.of(new TreeMap<>(new FlinkConfigurationReader(FlinkVersion.parse(version))
                    .read(path)
                    .configuration()
                    .toMap()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void compare(String version, String fileName, Function<SplittableRandom, byte[]> files, double accepted)
            throws Exception {
        System.out.println("Seed of the odd files: " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        int acceptedFiles = 0;
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle(version)) {
            for (int i = 0; i < FILES; i++) {
                byte[] bytes = files.apply(random);
                Files.write(directory.resolve(fileName), bytes);
                Optional<Map<String, String>> expected =
                        flink.read(directory).map(FlinkReaderDifferentialTest::withoutBlank);
                assertThat(read(directory, version))
                        .as("file %d of seed %d:%n%s", i, SEED, new String(bytes, StandardCharsets.UTF_8))
                        .isEqualTo(expected);
                acceptedFiles += expected.isPresent() ? 1 : 0;
            }
        }
        assertThat(acceptedFiles).as("accepted files").isGreaterThan((int) (FILES * accepted));
    }

    /** A blank key has no effect in Flink and is left out here, with a remark. */
    private static Map<String, String> withoutBlank(Map<String, String> entries) {
        entries.keySet().removeIf(String::isBlank);
        return entries;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "1.20.5"})
    void readsLinesAsFlink(String version) throws Exception {
        // Flink reads flink-conf.yaml in the charset of its JVM, which the build sets to UTF-8.
        assertThat(Charset.defaultCharset()).isEqualTo(StandardCharsets.UTF_8);
        compare(version, "flink-conf.yaml", OddFiles::lines, 0.99);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.20.5", "2.3.0"})
    void readsYamlAsFlink(String version) throws Exception {
        compare(version, "config.yaml", OddFiles::yaml, 0.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "1.19.3", "1.20.5", "2.0.2", "2.3.0"})
    void choosesTheFileThatFlinkReadsWhereBothExist(String version) throws Exception {
        Files.writeString(directory.resolve("flink-conf.yaml"), "from: lines\nlist: [a, b]\nnumber: 0x10\n");
        Files.writeString(directory.resolve("config.yaml"), "from: yaml\nlist: [a, b]\nnumber: 0x10\n");
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle(version)) {
            assertThat(read(directory, version))
                    .isEqualTo(flink.read(directory))
                    .isPresent();
            Files.delete(directory.resolve("flink-conf.yaml"));
            assertThat(read(directory, version)).isEqualTo(flink.read(directory));
            Files.delete(directory.resolve("config.yaml"));
            assertThat(read(directory, version))
                    .isEqualTo(flink.read(directory))
                    .isEmpty();
            Files.writeString(directory.resolve("flink-conf.yaml"), "from: lines\n");
            assertThat(read(directory, version)).isEqualTo(flink.read(directory));
        }
    }

    @Test
    void readsYamlInOtherEncodingsAsFlink() throws Exception {
        Charset[] charsets = {
            StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, Charset.forName("UTF-32BE")
        };
        for (String version : new String[] {"1.20.5", "2.3.0"}) {
            try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle(version)) {
                for (Charset charset : charsets) {
                    for (String mark : new String[] {"\uFEFF", ""}) {
                        byte[] bytes = (mark + "a: é\nb: 0x10\n").getBytes(charset);
                        Files.write(directory.resolve("config.yaml"), bytes);
                        assertThat(read(directory, version))
                                .as("%s with %d marks in Flink %s", charset, mark.length(), version)
                                .isEqualTo(flink.read(directory));
                    }
                }
            }
        }
    }

    @Test
    void readsAFileOfTenMegabytesAsFlinkDoes() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 10_000_000; i++) {
            text.append("some.key.number")
                    .append(i % 50_000)
                    .append(": value ")
                    .append(i)
                    .append('\n');
        }
        for (String fileName : new String[] {"flink-conf.yaml", "config.yaml"}) {
            Files.writeString(directory.resolve(fileName), text);
        }
        for (String version : new String[] {"1.11.6", "1.20.5", "2.3.0"}) {
            try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle(version)) {
                Optional<Map<String, String>> expected = flink.read(directory);
                assertThat(read(directory, version)).as(version).isEqualTo(expected);
                assertThat(expected.isPresent()).isEqualTo(version.startsWith("1."));
            }
        }
        Files.delete(directory.resolve("flink-conf.yaml"));
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle("1.20.5")) {
            assertThat(read(directory, "1.20.5"))
                    .isEqualTo(flink.read(directory))
                    .isEmpty();
        }
    }

    @Test
    void readsAsMuchYamlAsFlinkDoes() throws Exception {
        int limit = 3 * 1024 * 1024;
        String comments = ("# " + "x".repeat(1021) + "\n").repeat(limit / 1024);
        Set<Boolean> accepted = new TreeSet<>();
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle("2.3.0")) {
            for (int padding = 0; padding < 14; padding++) {
                String text = "#" + comments.substring(21) + "#" + "x".repeat(padding) + "\na: b\nc: d\n";
                Files.writeString(directory.resolve("config.yaml"), text);
                Optional<Map<String, String>> expected = flink.read(directory);
                assertThat(read(directory, "2.3.0"))
                        .as("%d characters", text.length())
                        .isEqualTo(expected);
                accepted.add(expected.isPresent());
            }
        }
        assertThat(accepted).containsExactly(false, true);
    }
}
