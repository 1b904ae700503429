package io.parley.examples.kubernetes;

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

/** The parley command as a person starts it, with what this module adds to its class path and without. */
class PluggedInIT {

    private static final Path COMMAND = Path.of("..", "parley", "target");
    private static final Path HERE = Path.of("target");

    @TempDir
    private Path directory;

    /** What a process ended with and said. */
    private record Result(int status, String out, String err) {}

    @Test
    void theEnvironmentComesWithTheJarAndGoesWithIt() throws Exception {
        assertThat(with("environments").out())
                .contains("kubernetes: Kubernetes: every process runs in a pod of its own.")
                .contains("parley-custom-environment.jar")
                .contains("launcher     io.parley.examples.kubernetes.KubernetesLauncher")
                .doesNotContain("Failed to load");
        assertThat(without("environments").out()).contains("yarn: ").doesNotContain("kubernetes");
    }

    @Test
    void itTranslatesToManifestsWithTheJarAndNamesTheOthersWithout() throws Exception {
        String[] translate = {
            "translate", "--environment", "kubernetes", "-D", "jobmanager.memory.process.size=1600m", "--format", "yaml"
        };
        Result with = with(translate);
        assertThat(with.err()).isEmpty();
        assertThat(with.status()).isZero();
        assertThat(StrictManifests.read(with.out()))
                .extracting(object -> object.getKind())
                .containsExactly("ConfigMap", "Service", "Deployment");
        assertThat(with.out()).contains("memory: \"1600Mi\"");

        Result without = without(translate);
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.out()).isEmpty();
        assertThat(without.err()).contains("kubernetes", "Found: mesos, standalone, yarn.");
    }

    @Test
    void itsAmountsAreShownAsTextAndAsJson() throws Exception {
        Result text = with(
                "translate",
                "--environment",
                "kubernetes",
                "-D",
                "jobmanager.heap.size=1600m",
                "--flink-version",
                "1.20");
        assertThat(text.status()).isZero();
        assertThat(text.out()).contains("memoryMiB", "1600").contains("cpus");
        assertThat(with(
                                "translate",
                                "--environment",
                                "kubernetes",
                                "-D",
                                "jobmanager.memory.process.size=1600m",
                                "--format",
                                "json")
                        .out())
                .contains("\"environment\": \"kubernetes\"", "\"memoryMiB\": 1600", "\"cpus\": 1");
    }

    @Test
    void aDryRunShowsTheManifestsOfTheWholeConfigurationWithoutItsSecrets() throws Exception {
        Result result = with(
                "launch",
                "--environment",
                "kubernetes",
                "--dry-run",
                "-D",
                "kubernetes.cluster-id=my-flink",
                "-D",
                "s3.secret-key=hidden",
                "-D",
                "jobmanager.memory.process.size=1600m");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("kind: \"Deployment\"", "kind: \"Secret\"", "name: \"my-flink\"")
                .doesNotContain("hidden");
    }

    @Test
    void aLaunchFromOutsideSaysWhyItCannotMeasureAndWhatToType() throws Exception {
        FakeCluster cluster = FakeCluster.start();
        try {
            Result result = with(
                    "launch",
                    "--environment",
                    "kubernetes",
                    "-D",
                    "kubernetes.config.file=" + cluster.kubeconfig(directory),
                    "-D",
                    "kubernetes.cluster-id=my-flink",
                    "-D",
                    "jobmanager.memory.process.size=1600m");
            assertThat(result.err()).isEmpty();
            assertThat(result.status()).isZero();
            assertThat(result.out())
                    .contains("kubectl --kubeconfig " + directory.resolve("kubeconfig")
                            + " --namespace default port-forward service/my-flink 8081 and open http://localhost:8081.")
                    .contains(
                            "The JVM of my-flink is not measured: its REST endpoint is at http://my-flink.default:8081,"
                                    + " and this host knows no my-flink.default.")
                    .containsPattern("Container +1677721600 +1677721600 +yes");
            assertThat(cluster.objects()).isEmpty();
        } finally {
            cluster.close();
        }
    }

    @Test
    void itsKeysAreKnownWithTheJar() throws Exception {
        String[] plan = {
            "plan", "-D", "jobmanager.memory.process.size=1600m", "-D", "parley.kubernetes.cluster-id=my-flink"
        };
        assertThat(with(plan).out())
                .contains("parley.kubernetes.cluster-id has no effect: none of the environments kubernetes, mesos,"
                        + " standalone, yarn reads such a key. Set kubernetes.cluster-id if that is meant, else remove"
                        + " it.");
        assertThat(without(plan).out())
                .contains("parley.kubernetes.cluster-id has no effect: none of the environments mesos, standalone,"
                        + " yarn reads such a key. Remove it.");
    }

    @Test
    void nothingOfTheCommandsOwnIsLostBesideTheJar() throws Exception {
        assertThat(with("translate", "--environment", "yarn", "-D", "jobmanager.memory.process.size=1600m"))
                .isEqualTo(without("translate", "--environment", "yarn", "-D", "jobmanager.memory.process.size=1600m"));
    }

    private Result with(String... arguments) throws IOException, InterruptedException {
        return run(List.of(HERE.resolve("parley-custom-environment.jar").toString(), classPath(HERE)), arguments);
    }

    private Result without(String... arguments) throws IOException, InterruptedException {
        return run(List.of(), arguments);
    }

    private static String classPath(Path module) throws IOException {
        return Files.readString(module.resolve("class-path")).strip();
    }

    private Result run(List<String> added, String... arguments) throws IOException, InterruptedException {
        List<String> path =
                new ArrayList<>(List.of(COMMAND.resolve("parley-command.jar").toString(), classPath(COMMAND)));
        path.addAll(added);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dparley.examples=" + Path.of("..").toAbsolutePath().normalize(),
                "-cp",
                String.join(File.pathSeparator, path),
                "io.parley.examples.command.ParleyCommand"));
        command.addAll(List.of(arguments));
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
