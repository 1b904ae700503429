package io.parley.core.editing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.editing.ConfigurationEdit.Add;
import io.parley.core.editing.ConfigurationEdit.Replace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileIoTest {

    private static final Replace EDIT = new Replace("a", Map.of("b", "2"));

    @TempDir
    private Path directory;

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private Path write(String name, String text) throws IOException {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Path edit(Path file, ConfigurationFormat format) {
        ConfigurationFileIo read = ConfigurationFileIo.read(file, format);
        return read.replaceWith(read.edit(List.of(EDIT)).text());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void replacesTheFileAndKeepsItAsABackup() throws IOException {
        Path file = write("flink-conf.yaml", "a: 1\n");

        Path backup = edit(file, ConfigurationFormat.FLINK_CONF);

        assertThat(file).hasContent("b: 2\n");
        assertThat(backup).hasContent("a: 1\n").hasFileName("flink-conf.yaml.bak");
        assertThat(names()).containsExactly("flink-conf.yaml", "flink-conf.yaml.bak");
    }

    @Test
    void numbersTheBackupsAndOverwritesNone() throws IOException {
        Path file = write("config.yaml", "a: 1\n");
        write("config.yaml.bak", "first");
        write("config.yaml.bak.1", "second");

        assertThat(edit(file, ConfigurationFormat.CONFIG_YAML)).hasFileName("config.yaml.bak.2");
        assertThat(directory.resolve("config.yaml.bak")).hasContent("first");
    }

    @Test
    void keepsTheMode() throws IOException {
        Path file = write("flink-conf.yaml", "a: 1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        Path backup = edit(file, ConfigurationFormat.FLINK_CONF);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void followsASymbolicLink() throws IOException {
        Path file = write("real.yaml", "a: 1\n");
        Path link = Files.createSymbolicLink(directory.resolve("flink-conf.yaml"), Path.of("real.yaml"));

        Path backup = edit(link, ConfigurationFormat.FLINK_CONF);

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("b: 2\n");
        assertThat(backup).hasFileName("real.yaml.bak");
    }

    @Test
    void writesBytesThatAreNoUtf8AsTheyWere() throws IOException {
        byte[] bytes = "# gr\u00FC\u00DFe\na: 1 # \u00E4\n\u00E9: \u0085x\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = write("flink-conf.yaml", bytes);

        edit(file, ConfigurationFormat.FLINK_CONF);

        assertThat(Files.readAllBytes(file))
                .isEqualTo("# gr\u00FC\u00DFe\nb: 2 # \u00E4\n\u00E9: \u0085x\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void keepsTheEncodingAndTheByteOrderMarkOfYaml() throws IOException {
        Path narrow = write("config.yaml", "\uFEFFa: 1 # \u00E4\n");
        Path wide = write("wide.yaml", "\uFEFFa: 1 # \u00E4\r\n".getBytes(StandardCharsets.UTF_16BE));

        edit(narrow, ConfigurationFormat.CONFIG_YAML);
        edit(wide, ConfigurationFormat.CONFIG_YAML);

        assertThat(Files.readString(narrow)).isEqualTo("\uFEFFb: 2 # \u00E4\n");
        assertThat(Files.readString(wide, StandardCharsets.UTF_16BE)).isEqualTo("\uFEFFb: 2 # \u00E4\r\n");
    }

    @Test
    void refusesAFileThatChangedSinceItWasRead() throws IOException {
        Path file = write("flink-conf.yaml", "a: 1\n");
        ConfigurationFileIo read = ConfigurationFileIo.read(file, ConfigurationFormat.FLINK_CONF);
        write("flink-conf.yaml", "a: 3\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read.replaceWith("b: 2\n"))
                .withMessage("Cannot write " + file + ": it has changed since it was read; run again. Nothing has"
                        + " changed.");
        assertThat(file).hasContent("a: 3\n");
        assertThat(names()).containsExactly("flink-conf.yaml");
    }

    @Test
    void refusesAFileThatIsGoneOrNoText() throws IOException {
        Path file = write("flink-conf.yaml", "a: 1\n");
        ConfigurationFileIo read = ConfigurationFileIo.read(file, ConfigurationFormat.FLINK_CONF);
        Files.delete(file);
        Path binary = write("config.yaml", new byte[] {(byte) 0xC3, 0x28});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read.replaceWith("b: 2\n"))
                .withMessage("Cannot write " + file + ": there is no such file. Nothing has changed.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationFileIo.read(file, ConfigurationFormat.FLINK_CONF))
                .withMessage("Cannot read " + file + ": there is no such file. Name a readable file.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationFileIo.read(binary, ConfigurationFormat.CONFIG_YAML))
                .withMessage("Cannot read " + binary + ": it is not UTF-8 text. Save it as UTF-8.");
    }

    @Test
    void refusesWithoutChangeWhereTheDirectoryTakesNoNewFile() throws IOException {
        // Beside this name none that is longer has room; permissions do not stop every user.
        Path file = write("x".repeat(250), "a: 1\n");
        ConfigurationFileIo read = ConfigurationFileIo.read(file, ConfigurationFormat.FLINK_CONF);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read.replaceWith("b: 2\n"))
                .withMessageStartingWith("Cannot write " + file + ": ")
                .withMessageEndingWith(". Nothing has changed.");
        assertThat(file).hasContent("a: 1\n");
        assertThat(names()).hasSize(1);
    }

    @Test
    void refusesWithoutChangeInAReadOnlyDirectory() throws IOException {
        Path file = write("flink-conf.yaml", "a: 1\n");
        ConfigurationFileIo read = ConfigurationFileIo.read(file, ConfigurationFormat.FLINK_CONF);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(directory), "this user may write anywhere");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> read.replaceWith("b: 2\n"))
                    .withMessageStartingWith("Cannot write " + file + ": access is denied to ")
                    .withMessageEndingWith(". Nothing has changed.");
            assertThat(file).hasContent("a: 1\n");
            assertThat(names()).containsExactly("flink-conf.yaml");
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** A pipe stands for devices too: no test may come near those. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesWhatIsNoRegularFile() throws IOException, InterruptedException {
        Path file = write("flink-conf.yaml", "");
        ConfigurationFileIo read = ConfigurationFileIo.read(file, ConfigurationFormat.FLINK_CONF);
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read.replaceWith("b: 2\n"))
                .withMessage("Cannot write " + file + ": it is no regular file. Nothing has changed.");
        for (Path odd : List.of(file, directory)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConfigurationFileIo.read(odd, ConfigurationFormat.FLINK_CONF))
                    .withMessage("Cannot read " + odd + ": it is no regular file. Name a readable file.");
        }
        assertThat(names()).containsExactly("flink-conf.yaml");
        assertThat(Files.isRegularFile(file)).isFalse();
    }

    @Test
    void refusesAFileThatThisUserMayNotWrite() throws IOException {
        Path file = write("flink-conf.yaml", "a: 1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(file), "this user may write anywhere");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> edit(file, ConfigurationFormat.FLINK_CONF))
                .withMessage("Cannot write " + file + ": access is denied to " + file + ". Nothing has changed.");
        assertThat(names()).containsExactly("flink-conf.yaml");
    }

    @Test
    void keepsLineEndsAndWhatIsNoUtf8BesideAnAddedBlock() throws IOException {
        Path file = write("flink-conf.yaml", "a: gr\u00FC\u00DFe\r\n".getBytes(StandardCharsets.ISO_8859_1));
        ConfigurationFileIo read = ConfigurationFileIo.read(file, ConfigurationFormat.FLINK_CONF);

        read.replaceWith(read.edit(List.of(new Add(Map.of("b", "2"), Optional.empty(), "Why.")))
                .text());

        assertThat(Files.readAllBytes(file))
                .isEqualTo("a: gr\u00FC\u00DFe\r\n# Why.\r\nb: 2\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
}
