package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person is told whose configuration gives no plan. */
class BadConfigurationTest {

    private static final String SECRET = "hunter2-of-the-store";

    @TempDir
    private Path directory;

    @Test
    void tellsWhatToSetWhenNothingIsSet() {
        Run.Result result = Run.PARLEY.run("plan");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("Set one of jobmanager.memory.process.size")
                .contains("for instance jobmanager.memory.process.size: 1600m.");
    }

    @Test
    void tellsWhatItLookedForWhenTheConfigurationIsMissing() {
        Run.Result result =
                Run.PARLEY.run("plan", "--conf", directory.resolve("nowhere").toString());

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err())
                .contains(directory.resolve("nowhere").toString())
                .contains("config.yaml");
    }

    @Test
    void tellsThatADirectoryHoldsNoConfiguration() {
        Run.Result result = Run.PARLEY.run("plan", "-c", directory.toString(), "--flink-version", "1.11");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains(directory.toString()).contains("holds no flink-conf.yaml");
    }

    @Test
    void tellsTheLineThatCannotBeRead() throws IOException {
        Path file = write("config.yaml", "jobmanager:\n  memory: [\n");

        Run.Result result = Run.PARLEY.run("plan", "-c", file.toString());

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains(file.toString()).contains("line ");
    }

    @Test
    void tellsThatAVariableNamedTheConfiguration() {
        Run.Result result = Run.PARLEY
                .with("FLINK_CONF_DIR", directory.resolve("nowhere").toString())
                .run("plan");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err())
                .contains(directory.resolve("nowhere").toString())
                .contains("FLINK_CONF_DIR")
                .contains("--conf");
    }

    @ParameterizedTest
    @CsvSource({
        "1600x, is not a unit",
        "-1600m, a size has no sign",
        "1.5g, a size has no decimals",
        "9999999999999g, exceeds the largest size",
        "99999999999999999999, exceeds the largest size",
        "'', it is empty",
        "lots, it does not start with a digit"
    })
    void tellsWhyASizeCannotBeRead(String size, String reason) {
        Run.Result result = Run.PARLEY.run("plan", "-D", "jobmanager.memory.process.size=" + size);

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("jobmanager.memory.process.size")
                .contains("\"" + size + "\"")
                .contains(reason)
                .contains("-D on the command line")
                .doesNotContain("\tat ");
    }

    @Test
    void tellsThatASumOverflows() {
        Run.Result result = Run.PARLEY.run(
                "plan", "-Djobmanager.memory.heap.size=9223372036854775807b", "-Djobmanager.memory.off-heap.size=1g");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains("exceed").contains("jobmanager.memory.heap.size");
    }

    @Test
    void tellsAllProblemsAtOnce() {
        String[] contradictory = {
            "plan",
            "-Djobmanager.memory.heap.size=1g",
            "-Djobmanager.memory.flink.size=512m",
            "-Djobmanager.memory.jvm-metaspace.size=nothing",
            "-Djobmanager.memory.jvm-overhead.min=2g"
        };

        Run.Result result = Run.PARLEY.run(contradictory);

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("Cannot plan the memory of the JobManager: 3 problems.")
                .contains("\n1. ")
                .contains("\n2. ")
                .contains("\n3. ")
                .contains("jobmanager.memory.flink.size")
                .contains("\"nothing\"")
                .contains("jobmanager.memory.jvm-overhead.min");
    }

    @Test
    void writesARefusalAsJsonAndItsReasonToStandardError() {
        Run.Result result = Run.PARLEY.run(
                "plan", "-Djobmanager.memory.flink.size=1g", "-Djobmanager.memory.process.size=1g", "--format", "json");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out())
                .startsWith("{\n  \"problems\": [ {\n    \"message\": \"Total Process Memory, 1024 MiB")
                .contains("\"keys\": [ \"jobmanager.memory.process.size\", \"jobmanager.memory.flink.size\"");
        assertThat(result.err()).startsWith("Cannot plan the memory of the JobManager: Total Process Memory");
    }

    @Test
    void writesEveryRefusalAsJson() {
        Run.Result result = Run.PARLEY.run("plan", "--environment", "nomad", "--format", "json");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).startsWith("{\n  \"problems\": [ {\n    \"message\": \"Cannot use the environment");
        assertThat(result.err()).startsWith("Cannot use the environment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3.secret-key", "fs.azure.account.key.store", "security.ssl.key-password"})
    void masksSecretsWhateverGoesWrong(String key) throws IOException {
        Path file = write("config.yaml", key + ": " + SECRET + "\njobmanager.memory.process.size: 1600x\n");
        Path broken = write("broken.yaml", key + ": [" + SECRET + "\n");

        assertThat(everything(Run.PARLEY.run("plan", "-c", file.toString(), "--verbose")))
                .contains("1600x")
                .doesNotContain(SECRET);
        assertThat(everything(Run.PARLEY.run("plan", "-c", broken.toString(), "--verbose")))
                .doesNotContain(SECRET);
        assertThat(everything(Run.PARLEY.run("plan", "-D", key + "=" + SECRET, "--verbose", "--format", "json")))
                .contains("\"problems\"")
                .doesNotContain(SECRET);
        assertThat(everything(Run.PARLEY.run("plan", "-D", key, "=", SECRET, "--verbose")))
                .doesNotContain(SECRET);
        assertThat(everything(Run.PARLEY.run("plan", "-D", SECRET, "--verbose")))
                .doesNotContain(SECRET);
        assertThat(everything(Run.PARLEY.run("plan", "--" + key + "=" + SECRET, "--verbose")))
                .doesNotContain(SECRET);
    }

    private static String everything(Run.Result result) {
        return result.out() + result.err();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
