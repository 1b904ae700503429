package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrateCommandTest {

    private static final String OLD = """
            # The cluster of the analysts
            jobmanager.heap.size: 1024m   # enough for now
            jobmanager.heap.mb: 2048
            jobmanager.rpc.port: 6123

            containerized.heap-cutoff-ratio: 0.25
            """;

    private static final String NEW = """
            # The cluster of the analysts
            jobmanager.memory.process.size: 1024m   # enough for now
            # No effect: jobmanager.heap.size is set and wins.
            # jobmanager.heap.mb: 2048
            jobmanager.rpc.port: 6123

            # No effect since Flink 1.11: JVM Overhead took its place (jobmanager.memory.jvm-overhead.fraction, taskmanager.memory.jvm-overhead.fraction).
            # containerized.heap-cutoff-ratio: 0.25
            """;

    @TempDir
    private Path directory;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Run.Result migrate(Run run, Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of("migrate", "-c", file.toString()));
        arguments.addAll(List.of(more));
        return run.run(arguments.toArray(String[]::new));
    }

    @Test
    void printsTheNewFileAndSaysOnStandardErrorWhatWasDone() throws IOException {
        Path file = write("flink-conf.yaml", OLD);

        Run.Result result = migrate(Run.PARLEY, file, "--environment", "yarn");

        assertThat(result.status()).isZero();
        assertThat(result.out()).isEqualTo(NEW);
        assertThat(result.err().lines())
                .startsWith(
                        file + " on yarn, Flink 2.3.0: 3 changes; old keys mean what Flink 1.20 makes of them.",
                        "Changes",
                        "  - jobmanager.heap.size -> jobmanager.memory.process.size: 1024m. It stands for Total Process"
                                + " Memory on yarn.",
                        "  - jobmanager.heap.mb is commented out. No effect: jobmanager.heap.size is set and wins.")
                .contains(
                        "Proof",
                        "  - JobManager: the same plan before and after, 1024 MiB in all, -Xmx469762048 -Xms469762048"
                                + " -XX:MaxMetaspaceSize=268435456",
                        "  - Flink 2.3 does not read flink-conf.yaml. Convert the file: Flink's own"
                                + " bin/migrate-config-file.sh makes a config.yaml of a flink-conf.yaml.");
        assertThat(file).hasContent(OLD);
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "yarn, jobmanager.memory.process.size",
        "mesos, jobmanager.memory.heap.size",
        "standalone, jobmanager.memory.heap.size"
    })
    void givesAHeapTheMeaningOfTheEnvironment(String environment, String key) throws IOException {
        Path file = write("flink-conf.yaml", "jobmanager.heap.mb: 1024\n");

        assertThat(migrate(Run.PARLEY, file, "--environment", environment).out())
                .isEqualTo(key + ": 1024m\n");
    }

    @Test
    void provesBothProcesses() throws IOException {
        Path file = write("flink-conf.yaml", """
                jobmanager.heap.size: 1024m
                taskmanager.heap.size: 4g
                taskmanager.memory.size: 512m
                taskmanager.network.numberOfBuffers: 4096
                taskmanager.memory.preallocate: true
                """);

        Run.Result result = migrate(Run.PARLEY, file, "--environment", "standalone", "--flink-version", "1.20");

        assertThat(result.out()).isEqualTo("""
                        jobmanager.memory.heap.size: 1024m
                        taskmanager.memory.flink.size: 4g
                        taskmanager.memory.managed.size: 512m
                        taskmanager.memory.network.min: 128m
                        taskmanager.memory.network.max: 128m
                        # No effect since Flink 1.10: managed memory is allocated when it is needed.
                        # taskmanager.memory.preallocate: true
                        """);
        assertThat(result.err())
                .contains("  - JobManager: the same plan before and after, 1600 MiB in all")
                .contains("  - TaskManager: the same plan before and after, 4835.56 MiB in all");
    }

    @Test
    void printsAUnifiedDiff() throws IOException {
        Path file = write("flink-conf.yaml", OLD);

        assertThat(migrate(Run.PARLEY, file, "--environment", "yarn", "--format", "diff")
                        .outLines())
                .startsWith(
                        "--- " + file,
                        "+++ " + file + " (migrated)",
                        "@@ -1,6 +1,8 @@",
                        " # The cluster of the analysts",
                        "-jobmanager.heap.size: 1024m   # enough for now",
                        "-jobmanager.heap.mb: 2048",
                        "+jobmanager.memory.process.size: 1024m   # enough for now");
    }

    @Test
    void replacesTheFileOnlyWhenAskedAndSaysWhereTheBackupIs() throws IOException {
        Path file = write("flink-conf.yaml", OLD);

        Run.Result result = migrate(Run.PARLEY, file, "--environment", "yarn", "--in-place");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.outLines()).last().isEqualTo("The old file is kept as " + file + ".bak.");
        assertThat(file).hasContent(NEW);
        assertThat(directory.resolve("flink-conf.yaml.bak")).hasContent(OLD);

        Run.Result again = migrate(Run.PARLEY, file, "--environment", "yarn", "--in-place");

        assertThat(again.outLines()).first().isEqualTo(file + " on yarn, Flink 2.3.0: nothing to migrate.");
        assertThat(directory.toFile().list()).hasSize(2);
    }

    @Test
    void findsTheFileInADirectoryAsTheFlinkThatReadTheOldKeys() throws IOException {
        write("flink-conf.yaml", "jobmanager.heap.mb: 1024\n");

        assertThat(migrate(Run.PARLEY, directory, "--environment", "yarn").out())
                .isEqualTo("jobmanager.memory.process.size: 1024m\n");
    }

    @Test
    void migratesANestedFile() throws IOException {
        Path file = write("config.yaml", "jobmanager:\n  heap:\n    size: 1g\n  rpc:\n    port: 6123\n");

        assertThat(migrate(Run.PARLEY, file, "--environment", "yarn").out())
                .isEqualTo("jobmanager:\n  memory.process.size: 1g\n  rpc:\n    port: 6123\n");
    }

    @Test
    void writesTheVariableDown() throws IOException {
        Path file = write("flink-conf.yaml", "jobmanager.heap.mb: 1024\n");

        Run.Result result = migrate(
                Run.PARLEY.with("FLINK_JM_HEAP", "3g"), file, "--environment", "standalone", "--flink-version", "1.20");

        assertThat(result.out()).isEqualTo("""
                        # No effect: the environment variable FLINK_JM_HEAP was set and won.
                        # jobmanager.heap.mb: 1024
                        # From the environment variable FLINK_JM_HEAP, which won over jobmanager.heap.size.
                        jobmanager.memory.heap.size: 3g
                        """);
        assertThat(result.err()).contains("Remove it from the environment of Flink.");
    }

    @Test
    void saysWhatCouldNotBeProven() throws IOException {
        Path file = write("flink-conf.yaml", "jobmanager.heap.mb: lots\n");

        Run.Result result = migrate(Run.PARLEY, file, "--environment", "yarn");

        assertThat(result.status()).isZero();
        assertThat(result.err())
                .contains("  - JobManager: no plan before or after, so there is nothing to compare."
                        + " jobmanager.memory.process.size (flink-conf.yaml"
                                .replace("flink-conf.yaml", file.toString()));
    }

    @Test
    void givesJson() throws IOException {
        Path file = write("flink-conf.yaml", "jobmanager.heap.mb: 1024\n");

        Run.Result result = migrate(Run.PARLEY, file, "--environment", "yarn", "--format", "json");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("\"flinkVersion\": \"2.3.0\"", "\"interpretedBy\": \"1.20\"")
                .contains("\"name\": \"jobmanager.heap.mb\"", "\"jobmanager.memory.process.size\": \"1024m\"")
                .contains("\"process\": \"jobmanager\"", "\"proven\": true", "\"totalProcess\": 1073741824")
                .contains("\"text\": \"jobmanager.memory.process.size: 1024m\\n\"", "\"backup\": null");
    }

    @Test
    void saysWhichOptionIsMissing() {
        assertThat(Run.PARLEY.run("migrate", "-c", "x").err())
                .contains("Missing required option: '--environment=NAME'");
        assertThat(Run.PARLEY.run("migrate", "--environment", "yarn").err())
                .contains("Missing required option: '--conf=PATH'");
        Run.Result result = Run.PARLEY.run("migrate", "-c", "x", "--environment", "yarn", "--format", "xml");
        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.err()).contains("Choose one of text, json, diff.");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Run.Result result = migrate(Run.PARLEY, directory.resolve("none.yaml"), "--environment", "yarn");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("there is no such file or directory");
    }

    @Test
    void printsAFileInItsOwnEncoding() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteExactWriter writer = new ByteExactWriter(bytes, new OutputStreamWriter(bytes, StandardCharsets.US_ASCII));

        writer.print("\u00E4");
        writer.writeBytes("\u00E4".getBytes(StandardCharsets.UTF_8));

        assertThat(bytes.toByteArray()).containsExactly('?', 0xC3, 0xA4);
    }
}
