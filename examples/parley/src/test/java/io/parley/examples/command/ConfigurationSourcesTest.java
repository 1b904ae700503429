package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the command takes a configuration from, and what wins. */
class ConfigurationSourcesTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void writeConfiguration() throws IOException {
        Files.writeString(
                directory.resolve("config.yaml"), "jobmanager:\n  memory:\n    process:\n      size: 1600m\n");
        Files.writeString(directory.resolve("flink-conf.yaml"), "jobmanager.memory.process.size: 1472m\n");
    }

    @Test
    void readsAFile() {
        assertThat(plan(Run.PARLEY, "-c", directory.resolve("config.yaml").toString()))
                .contains("Total Process Memory  1600 MiB")
                .contains("config.yaml line 4");
    }

    @ParameterizedTest
    @CsvSource({"2.3.0, 1600 MiB", "1.11.6, 1472 MiB"})
    void readsTheFileOfTheVersionInADirectory(String version, String process) {
        assertThat(plan(Run.PARLEY, "--conf=" + directory, "--flink-version=" + version))
                .contains("Total Process Memory  " + process);
    }

    @Test
    void readsTheDirectoryOfTheVariable() {
        assertThat(plan(Run.PARLEY.with("FLINK_CONF_DIR", directory.toString())))
                .contains("Total Process Memory  1600 MiB");
    }

    @Test
    void prefersTheOptionOverTheVariable() {
        assertThat(plan(
                        Run.PARLEY.with("FLINK_CONF_DIR", "/nowhere"),
                        "-c",
                        directory.resolve("flink-conf.yaml").toString()))
                .contains("Total Process Memory  1472 MiB");
    }

    @Test
    void prefersAnOverrideOverTheFileAndTheLastOverrideOverAll() {
        assertThat(plan(
                        Run.PARLEY,
                        "-c",
                        directory.toString(),
                        "-D",
                        "jobmanager.memory.process.size=2g",
                        "-Djobmanager.memory.process.size=4096m"))
                .contains("Total Process Memory    4096 MiB")
                .contains("jobmanager.memory.process.size (-D on the command line)");
    }

    @Test
    void takesAnOverrideInBothSpellingsAndLeavesItsValueAlone() {
        assertThat(plan(Run.PARLEY, "-D", "jobmanager.memory.process.size= 1600 m "))
                .contains("Total Process Memory  1600 MiB");
        assertThat(plan(Run.PARLEY, "-Djobmanager.memory.process.size=1600m", "-Denv.java.opts=-Da=b -Dc=\"d,e\" @f"))
                .contains("Total Process Memory  1600 MiB");
    }

    @Test
    void takesNoArgumentsFromAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("arguments"), "jobmanager.memory.process.size=1g\n");

        Run.Result result = Run.PARLEY.run("plan", "-D", "@" + file);

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.err()).contains("Cannot use -D number 1").contains("Write -D key=value");
    }

    @Test
    void showsRemarksAboutTheFile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("flink-conf.yaml"), "jobmanager.memory.process.size: 1600m\nrest.port:8081\n");

        assertThat(plan(Run.PARLEY, "-c", file.toString(), "--flink-version", "1.11"))
                .contains("Remarks\n  - rest.port has no effect.");
    }

    private static String plan(Run run, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "plan";
        arguments[1] = "--explain";
        System.arraycopy(options, 0, arguments, 2, options.length);
        Run.Result result = run.run(arguments);
        assertThat(result.err()).isEmpty();
        return result.out();
    }
}
