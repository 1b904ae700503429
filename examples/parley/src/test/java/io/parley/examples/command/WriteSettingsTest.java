package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.parley.api.environment.ResourceTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteSettingsTest {

    private static final String OLD = """
            # The cluster of the analysts
            jobmanager.memory.process.size: 1600m   # enough for now
            jobmanager.memory.off-heap.size: 128m
            jobmanager.rpc.port: 6123
            """;

    private static final String NEW = """
            # The cluster of the analysts
            # On a host, Total Flink Memory and its parts are set instead.
            # jobmanager.memory.process.size: 1600m   # enough for now
            # The memory of a JobManager, part by part.
            jobmanager.memory.flink.size: 1207959552b
            jobmanager.memory.heap.size: 1073741824b
            jobmanager.memory.jvm-metaspace.size: 268435456b
            jobmanager.memory.jvm-overhead.min: 201326592b
            jobmanager.memory.jvm-overhead.max: 201326592b
            jobmanager.memory.off-heap.size: 128m
            jobmanager.rpc.port: 6123
            """;

    @TempDir
    private Path directory;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Run.Result translate(Path conf, String... more) {
        List<String> arguments = new ArrayList<>(List.of("translate", "-c", conf.toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--flink-version")) {
            arguments.addAll(List.of("--flink-version", "1.20"));
        }
        return Run.PARLEY.run(arguments.toArray(String[]::new));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void writesTheSettingsAndSaysWhatChangedAndWhereTheBackupIs() throws IOException {
        Path file = write("flink-conf.yaml", OLD);

        Run.Result result = translate(file, "--write");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualToNormalizingNewlines("""
                        JobManager on standalone, Flink 1.20: 1600 MiB, led by Total Process Memory

                        Changes of %1$s
                          - jobmanager.memory.process.size is commented out. On a host, Total Flink Memory and its parts are set instead.
                          - jobmanager.memory.flink.size: 1207959552b. It was not set.
                          - jobmanager.memory.heap.size: 1073741824b. It was not set.
                          - jobmanager.memory.jvm-metaspace.size: 268435456b. It was not set.
                          - jobmanager.memory.jvm-overhead.min: 201326592b. It was not set.
                          - jobmanager.memory.jvm-overhead.max: 201326592b. It was not set.

                        Proof
                          - read again, the file means the same plan: 1600 MiB in all, -Xmx1073741824 -Xms1073741824 -XX:MaxMetaspaceSize=268435456

                        The old file is kept as %1$s.bak.
                        """.formatted(file));
        assertThat(file).hasContent(NEW);
        assertThat(directory.resolve("flink-conf.yaml.bak")).hasContent(OLD);
        assertThat(names()).hasSize(2);
    }

    @Test
    void changesNothingWhereTheFileSaysSoAlready() throws IOException {
        Path file = write("flink-conf.yaml", NEW);

        Run.Result result = translate(file, "--write");

        assertThat(result.status()).isZero();
        assertThat(result.outLines()).contains(file + " says so already: nothing to change.");
        assertThat(names()).containsExactly("flink-conf.yaml");
    }

    @Test
    void aDryRunPrintsTheDifferenceAndChangesNothing() throws IOException {
        Path file = write("flink-conf.yaml", OLD);

        Run.Result result = translate(file, "--write", "--dry-run");

        assertThat(result.status()).isZero();
        assertThat(result.outLines())
                .startsWith(
                        "--- " + file,
                        "+++ " + file + " (with the settings)",
                        "@@ -1,4 +1,11 @@",
                        " # The cluster of the analysts",
                        "-jobmanager.memory.process.size: 1600m   # enough for now");
        assertThat(result.err())
                .contains("Changes of " + file + ", not written")
                .doesNotContain("The old file is kept");
        assertThat(file).hasContent(OLD);
        assertThat(names()).containsExactly("flink-conf.yaml");
    }

    @Test
    void whatOverridesTheFileIsWrittenIntoIt() throws IOException {
        Path file = write("flink-conf.yaml", "jobmanager.memory.process.size: 1600m\n");

        Run.Result result = translate(file, "--write", "-Djobmanager.memory.process.size=2g", "--format", "json");

        assertThat(result.status()).isZero();
        assertThat(Files.readString(file)).contains("\njobmanager.memory.heap.size: 1530082096b\n");
        assertThat(translate(file, "--format", "json").out()).contains("\"totalProcess\": 2147483648");
    }

    @Test
    void givesJson() throws IOException {
        Path file = write("flink-conf.yaml", OLD);

        assertThat(translate(file, "--write", "--dry-run", "--format", "json").out())
                .contains("\"settings\": {\n    \"jobmanager.memory.flink.size\": \"1207959552b\",")
                .contains("\"asked\": {\n    \"memoryBytes\": 1677721600\n  }")
                .contains("\"write\": {\n    \"file\": \"" + file + "\",\n    \"changes\": [ {\n"
                        + "      \"name\": \"jobmanager.memory.process.size\",\n      \"entries\": { },\n"
                        + "      \"reason\": \"On a host, Total Flink Memory and its parts are set instead.\"")
                .contains("\"diff\": [ \"--- " + file + "\",")
                .contains("\"backup\": null");
        assertThat(file).hasContent(OLD);
        assertThat(translate(file, "--write", "--format", "json").out()).contains("\"backup\": \"" + file + ".bak\"");
    }

    @ParameterizedTest
    @CsvSource({"1.18, flink-conf.yaml", "1.20, flink-conf.yaml", "2.3.0, config.yaml"})
    void inADirectoryItWritesTheFileThatThisFlinkReads(String version, String name) throws IOException {
        write("flink-conf.yaml", "jobmanager.memory.process.size: 1600m\n");
        write("config.yaml", "jobmanager:\n  memory:\n    process:\n      size: 1600m\n");

        Run.Result result = translate(directory, "--write", "--flink-version", version);

        assertThat(result.status()).isZero();
        assertThat(names()).containsExactlyInAnyOrder("config.yaml", "flink-conf.yaml", name + ".bak");
        assertThat(Files.readString(directory.resolve(name))).contains("\njobmanager.memory.flink.size: 1207959552b\n");
    }

    @Test
    void writesATaskManagerAndLeavesTheJobManagerAlone() throws IOException {
        Path file = write("config.yaml", """
                jobmanager.memory.process.size: 1600m
                taskmanager:
                  memory:
                    process.size: 1728m
                    managed.fraction: 0.4
                  numberOfTaskSlots: 2
                """);

        Run.Result result = translate(file, "--write", "--process", "taskmanager", "--flink-version", "2.3.0");

        assertThat(result.status()).isZero();
        assertThat(Files.readString(file)).isEqualTo("""
                        jobmanager.memory.process.size: 1600m
                        taskmanager:
                          # memory:
                            # On a host, Total Flink Memory and its parts are set instead.
                            # process.size: 1728m
                            # No effect any more: taskmanager.memory.managed.size is set and wins.
                            # managed.fraction: 0.4
                          numberOfTaskSlots: 2
                        # The memory of a TaskManager, part by part.
                        taskmanager.memory.flink.size: 1342177280b
                        taskmanager.memory.framework.heap.size: 134217728b
                        taskmanager.memory.task.heap.size: 402653174b
                        taskmanager.memory.framework.off-heap.size: 134217728b
                        taskmanager.memory.task.off-heap.size: 0b
                        taskmanager.memory.network.min: 134217730b
                        taskmanager.memory.network.max: 134217730b
                        taskmanager.memory.managed.size: 536870920b
                        taskmanager.memory.jvm-metaspace.size: 268435456b
                        taskmanager.memory.jvm-overhead.min: 201326592b
                        taskmanager.memory.jvm-overhead.max: 201326592b
                        taskmanager.cpu.cores: 2
                        """);
    }

    @Test
    void writesAnEmptyFile() throws IOException {
        Path file = write("config.yaml", "");

        assertThat(translate(file, "--write", "-Djobmanager.memory.process.size=1600m")
                        .status())
                .isZero();
        assertThat(file).content().hasLineCount(7);
        assertThat(translate(file, "--format", "json").out()).contains("\"totalProcess\": 1677721600");
    }

    @Test
    void makesNoFileWhereThereIsNone() throws IOException {
        Run.Result missing = translate(directory.resolve("none.yaml"), "--write");
        Run.Result empty = translate(directory, "--write", "-Djobmanager.memory.process.size=1600m");

        assertThat(missing.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(missing.err()).contains("none.yaml: there is no such file or directory.");
        assertThat(empty.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(empty.err()).contains("the directory holds no flink-conf.yaml or config.yaml");
        assertThat(names()).isEmpty();
    }

    @Test
    void refusesWithoutChangeWhatItCannotWrite() throws IOException {
        Path braces = write("config.yaml", "{jobmanager.memory.process.size: 1600m}\n");

        Run.Result result = translate(braces, "--write");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("Cannot edit jobmanager.memory.process.size")
                .hasLineCount(1);
        assertThat(names()).containsExactly("config.yaml");
    }

    @Test
    void refusesAFileThatThisUserMayNotWrite() throws IOException {
        Path file = write("flink-conf.yaml", OLD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(file), "this user may write anywhere");

        Run.Result result = translate(file, "--write");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains("Cannot write " + file).contains("Nothing has changed.");
    }

    @Test
    void refusesAPlanThatFlinkRefuses() throws IOException {
        Path file = write("flink-conf.yaml", "jobmanager.memory.process.size: 1m\n");

        Run.Result result = translate(file, "--write");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains("jobmanager.memory.process.size");
        assertThat(file).hasContent("jobmanager.memory.process.size: 1m\n");
    }

    @Test
    void isWrongUsageForAnEnvironmentThatTakesNoSettings() throws IOException {
        Path file = write("flink-conf.yaml", OLD);

        Run.Result result = translate(file, "--write", "--environment", "yarn");

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.err())
                .contains("--write writes settings into a configuration file, and yarn takes none: it is asked for"
                        + " memoryMiB, vcores. Leave --write out, or choose an environment that takes settings, such as"
                        + " standalone.");
        assertThat(file).hasContent(OLD);
    }

    @Test
    void isWrongUsageWithoutAFileOrInAnotherFormat() throws IOException {
        Path file = write("flink-conf.yaml", OLD);

        assertThat(Run.PARLEY
                        .with("FLINK_CONF_DIR", directory.toString())
                        .run("translate", "--write")
                        .err())
                .contains("--write needs --conf: name the configuration file to write, or its directory.");
        assertThat(translate(file, "--dry-run").err())
                .contains("--dry-run goes with --write: without it, nothing is changed anyway.");
        Run.Result document = translate(file, "--write", "--format", "env");
        assertThat(document.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(document.err()).contains("Choose one of text, json.");
        assertThat(file).hasContent(OLD);
    }

    @Test
    void provesTheSettingsOfOtherEnvironmentsToo() throws IOException {
        Files.createDirectory(directory.resolve("plugins"));
        PluginFolder folder = new PluginFolder(directory.resolve("plugins"))
                .register(ResourceTranslator.class, PaperTranslator.class.getName());
        Path file = write("flink-conf.yaml", OLD);
        Path other = write("other.yaml", "rest.port: 1\n");

        Run.Result proven = Run.PARLEY
                .finding(folder::discover)
                .run("translate", "-c", file.toString(), "--write", "--environment", "paper");
        Run.Result unproven = Run.PARLEY
                .finding(folder::discover)
                .run(
                        "translate",
                        "-c",
                        other.toString(),
                        "--write",
                        "--environment",
                        "paper",
                        "-Djobmanager.memory.process.size=1600m");

        assertThat(proven.status()).isZero();
        assertThat(Files.readString(file)).endsWith("paper.size: 1677721600b\n");
        assertThat(unproven.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(unproven.err())
                .contains("Cannot write the settings into " + other + ": the JobManager would not be as planned");
        assertThat(other).hasContent("rest.port: 1\n");
    }
}
