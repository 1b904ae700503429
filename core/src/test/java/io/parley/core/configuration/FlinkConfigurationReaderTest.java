package io.parley.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkConfigurationReaderTest {

    @TempDir
    private Path directory;

    private ReadConfiguration read(String version) {
        return read(directory, version);
    }

    private static ReadConfiguration read(Path path, String version) {
        return new FlinkConfigurationReader(FlinkVersion.parse(version)).read(path);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @ParameterizedTest
    @CsvSource({
        "1.11.6, flink-conf.yaml",
        "1.18, flink-conf.yaml",
        "1.19, flink-conf.yaml",
        "1.20.5, flink-conf.yaml",
        "2.0, config.yaml",
        "2.3.0, config.yaml",
        "3.0, config.yaml"
    })
    void choosesTheFileThatTheVersionReadsWhenBothExist(String version, String expected) throws IOException {
        write("flink-conf.yaml", "from: flink-conf.yaml\n");
        write("config.yaml", "from: config.yaml\n");
        ReadConfiguration read = read(version);
        assertThat(read.configuration().toMap()).containsOnly(entry("from", expected));
        assertThat(read.file()).isEqualTo(directory.resolve(expected));
        assertThat(read.configuration().origin("from"))
                .isEqualTo(Origin.file(directory.resolve(expected).toString(), 1));
        assertThat(read.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.19", "1.20.5"})
    void fallsBackToConfigYamlFrom119(String version) throws IOException {
        write("config.yaml", "a: 0x10\n");
        assertThat(read(version).configuration().toMap()).containsOnly(entry("a", "16"));
    }

    @Test
    void saysWhatIsThereWhenTheVersionReadsAnotherFile() throws IOException {
        write("flink-conf.yaml", "a: b\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("2.3.0"))
                .withMessage("Cannot read the Flink configuration " + directory
                        + ": the directory holds no config.yaml, which Flink 2.3 reads; it holds flink-conf.yaml, which"
                        + " Flink up to 1.20 reads. Name the file itself, another directory, or the Flink version that the"
                        + " configuration is for.");
        Files.move(directory.resolve("flink-conf.yaml"), directory.resolve("config.yaml"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("1.11.6"))
                .withMessageContaining("no flink-conf.yaml, which Flink 1.11 reads; it holds config.yaml");
    }

    @Test
    void saysWhatItLookedForInAnEmptyDirectory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("1.20"))
                .withMessageContaining(
                        "the directory holds no flink-conf.yaml or config.yaml, which Flink 1.20 reads.");
    }

    @Test
    void refusesAPathThatDoesNotExist() {
        Path missing = directory.resolve("missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(missing, "2.3.0"))
                .withMessage("Cannot read the Flink configuration " + missing + ": there is no such file or directory."
                        + " Name a Flink configuration file, or a directory that holds config.yaml.");
    }

    @Test
    void refusesADirectoryWhereTheFileShouldBe() throws IOException {
        Files.createDirectory(directory.resolve("config.yaml"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("2.3.0"))
                .withMessageContaining(directory.resolve("config.yaml") + ": it is a directory, not a file.");
    }

    @Test
    void readsAFileByTheRulesThatItsNameSaysAndRemarksAWrongVersion() throws IOException {
        Path old = write("flink-conf.yaml", "a: 0x10\n");
        ReadConfiguration read = read(old, "2.3.0");
        assertThat(read.configuration().toMap()).containsOnly(entry("a", "0x10"));
        assertThat(read.remarks())
                .singleElement()
                .satisfies(
                        remark -> assertThat(remark.message())
                                .isEqualTo(
                                        "Flink 2.3 would not read " + old
                                                + ": it reads config.yaml. It was read all the same, by the rules of flink-conf.yaml."));
        assertThat(read(old, "1.20").remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.11, 0x10", "1.18, 0x10", "1.19, 16", "2.3.0, 16"})
    void readsAFileOfAnotherNameByTheNewestRulesOfTheVersion(String version, String expected) throws IOException {
        Path file = write("prod.yaml", "a: 0x10\n");
        ReadConfiguration read = read(file, version);
        assertThat(read.configuration().toMap()).containsOnly(entry("a", expected));
        assertThat(read.remarks()).isEmpty();
    }

    @Test
    void replacesBytesThatAreNoUtf8InFlinkConfAndRemarksIt() throws IOException {
        Files.write(directory.resolve("flink-conf.yaml"), "a: caf\u00E9\n".getBytes(StandardCharsets.ISO_8859_1));
        ReadConfiguration read = read("1.11.6");
        assertThat(read.configuration().toMap()).containsOnly(entry("a", "caf\uFFFD"));
        assertThat(read.remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.message()).contains("no UTF-8", "Save the file as UTF-8"));
    }

    @Test
    void refusesBytesThatAreNoUtf8InConfigYaml() throws IOException {
        Files.write(directory.resolve("config.yaml"), "a: caf\u00E9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("2.3.0"))
                .withMessageEndingWith("it is not UTF-8 text, which config.yaml must be. Save it as UTF-8.");
    }

    @Test
    void acceptsAByteOrderMarkInConfigYaml() throws IOException {
        write("config.yaml", "\uFEFFa: b\r\nc: d\r\n");
        assertThat(read("2.3.0").configuration().toMap()).containsOnly(entry("a", "b"), entry("c", "d"));
        Files.write(directory.resolve("config.yaml"), "\uFEFFa: b\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(read("2.3.0").configuration().toMap()).containsOnly(entry("a", "b"));
    }

    @Test
    void followsASymbolicLink() throws IOException {
        Path target = write("target", "a: b\n");
        Files.createSymbolicLink(directory.resolve("config.yaml"), target);
        assertThat(read("2.3.0").configuration().toMap()).containsOnly(entry("a", "b"));
    }

    @Test
    void refusesWhatHasNoEnd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Path.of("/dev/zero"), "1.11.6"))
                .withMessageContaining("it is larger than 67108864 bytes. Is it a Flink configuration?");
    }
}
