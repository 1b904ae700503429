package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkCommandTest {

    @TempDir
    private Path examples;

    @Test
    void helpListsTheBenchmarksByName() {
        Run.Result result = Run.PARLEY.run("benchmark", "--help");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains(
                        "parley benchmark [OPTIONS] NAME [OPTION...]",
                        "\n  resolve ",
                        "\n  batch ",
                        "\n  cold-start ",
                        "\n  yarn-scale ",
                        "\n  yarn-rounding ",
                        "\n  mesos-matching ",
                        "\n  mesos-updates ")
                .as("no line of the list is wrapped")
                .doesNotContainPattern("\n[a-z]");
    }

    @Test
    void needsAName() {
        Run.Result result = Run.PARLEY.run("benchmark");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("NAME");
    }

    @Test
    void startsAJvmWithoutTheFlagsOfShortCommands() throws Exception {
        Path target = Files.createDirectories(examples.resolve("benchmarks/target"));
        Files.writeString(target.resolve("class-path"), "a.jar\n");

        assertThat(BenchmarkCommand.javaCommand(examples, "resolve"))
                .containsSubsequence(
                        "-Dparley.examples=" + examples,
                        "-cp",
                        target.resolve("classes") + File.pathSeparator + "a.jar",
                        "io.parley.examples.benchmarks.Benchmarks")
                .noneMatch(word -> word.startsWith("-XX"));
    }

    @Test
    void thoseOnYarnHaveAClassPathOfTheirOwn() throws Exception {
        Path target = Files.createDirectories(examples.resolve("benchmarks/yarn/target"));
        Files.writeString(target.resolve("class-path"), "hadoop.jar\n");

        assertThat(BenchmarkCommand.javaCommand(examples, "yarn-scale"))
                .containsSubsequence(
                        "-cp",
                        target.resolve("classes") + File.pathSeparator + "hadoop.jar",
                        "io.parley.examples.benchmarks.yarn.YarnBenchmarks");
    }

    @Test
    void thoseOnMesosHaveAClassPathOfTheirOwn() throws Exception {
        Path target = Files.createDirectories(examples.resolve("benchmarks/mesos/target"));
        Files.writeString(target.resolve("class-path"), "fenzo.jar\n");

        assertThat(BenchmarkCommand.javaCommand(examples, "mesos-matching"))
                .containsSubsequence(
                        "-cp",
                        target.resolve("classes") + File.pathSeparator + "fenzo.jar",
                        "io.parley.examples.benchmarks.mesos.MesosBenchmarks");
    }

    @Test
    void saysHowToBuildTheBenchmarks() {
        assertThatThrownBy(() -> BenchmarkCommand.javaCommand(examples, "resolve"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "Cannot run a benchmark",
                        examples.resolve("benchmarks/target/class-path").toString(),
                        "examples/run benchmark");
    }
}
