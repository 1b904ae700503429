package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script starts without the jars that talk to a cluster says the same with them. */
class PlanClassPathIT {

    private static final Path TARGET = Path.of("target");

    @TempDir
    private Path directory;

    /** What a process ended with and said. */
    private record Result(int status, String out, String err) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan --environment yarn --format json",
                "plan --environment mesos --process taskmanager --explain",
                "plan --environment standalone --format svg",
                "plan --environment nowhere",
                "plan --help",
                "compare --format json",
                "migrate --environment yarn",
                "compare --process nothing"
            })
    void saysTheSame(String arguments) throws Exception {
        Path configuration = Files.writeString(
                directory.resolve("flink-conf.yaml"), "jobmanager.heap.size: 2g\ntaskmanager.heap.size: 4g\n");
        List<String> command = new ArrayList<>(List.of(arguments.split(" ")));
        if (!arguments.endsWith("--help")) {
            command.addAll(List.of("--conf", configuration.toString(), "--flink-version", "1.20.5"));
        }

        Result small = run("plan-class-path", command);

        assertThat(small).isEqualTo(run("class-path", command));
        assertThat(small.err()).doesNotContain("Internal error", "NoClassDefFoundError");
    }

    @Test
    void holdsNoJarOfHadoop() throws Exception {
        assertThat(Files.readString(TARGET.resolve("plan-class-path")))
                .contains("parley-yarn-adapter")
                .doesNotContain("hadoop");
        assertThat(Files.readString(TARGET.resolve("class-path"))).contains("hadoop");
    }

    private Result run(String classPath, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                TARGET.resolve("parley-command.jar")
                        + File.pathSeparator
                        + Files.readString(TARGET.resolve(classPath)).strip(),
                ParleyCommand.class.getName()));
        command.addAll(arguments);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
