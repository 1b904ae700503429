package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left on Mesos of {@code launch} in a process of its own that is killed; with the simulator, whose time passes
 * faster.
 */
@Timeout(180)
class KilledMesosLaunchIT {

    private static final int FASTER = 30;

    /** Five minutes of the simulator. */
    private static final Duration KEPT = Duration.ofSeconds(300 / FASTER);

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern FRAMEWORK = Pattern.compile("subscribed as framework ([^;,\\s]+)");

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().onFreePorts().faster(FASTER));

    private Process launcher(Path output, String... keys) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dparley.examples=" + System.getProperty("parley.examples"),
                "-cp",
                System.getProperty("java.class.path"),
                ParleyCommand.class.getName(),
                "launch",
                "--environment",
                "mesos",
                "--master",
                simulator.address().toString(),
                "--keep",
                "-D",
                "env.java.home=" + System.getProperty("java.home")));
        for (String key : keys) {
            command.addAll(List.of("-D", key));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static boolean await(BooleanSupplier condition, Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            Thread.sleep(50);
        }
        return condition.getAsBoolean();
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "";
        }
    }

    /** Has the command launch a JobManager, kills the command then, and gives what it wrote. */
    private String kill(Path output, String... keys) throws IOException, InterruptedException {
        Process launcher = launcher(output, keys);
        try {
            await(() -> !launcher.isAlive() || read(output).contains("Press Ctrl-C"), PATIENCE);
            assertThat(launcher.isAlive()).as(read(output)).isTrue();
            assertThat(simulator.processes()).hasSize(1);
        } finally {
            launcher.destroyForcibly().waitFor();
        }
        return read(output);
    }

    private String subscribe(String framework) throws IOException, InterruptedException {
        String id = "\"id\":{\"value\":\"" + framework + "\"}";
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(simulator.address().resolve("/api/v1/scheduler"))
                                .header("Content-Type", "application/json")
                                .header("Accept", "application/json")
                                .timeout(Duration.ofSeconds(10))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"SUBSCRIBE\",\"framework_id\":"
                                        + "{\"value\":\"" + framework
                                        + "\"},\"subscribe\":{\"framework_info\":{\"user\":"
                                        + "\"root\",\"name\":\"again\"," + id + "}}}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void frameworkIsToldByItsIdAndIsGoneWithItsTaskMinutesAfterTheLauncherWasKilled(@TempDir Path folder)
            throws IOException, InterruptedException {
        try (simulator) {
            String written = kill(folder.resolve("output"));
            long killed = System.nanoTime();

            assertThat(written)
                    .contains("should this process be killed, the master ends it after 300 s (mesos.failover-timeout)");
            Matcher framework = FRAMEWORK.matcher(written);
            assertThat(framework.find()).as(written).isTrue();

            Thread.sleep(KEPT.dividedBy(2).toMillis());
            assertThat(simulator.processes()).as("a launcher may come back").hasSize(1);
            assertThat(await(() -> simulator.processes().isEmpty(), KEPT.multipliedBy(3)))
                    .isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isGreaterThan(KEPT.minusSeconds(2));
            assertThat(subscribe(framework.group(1))).contains("Framework has been removed");
        }
    }

    @Test
    void timeoutThatAUserSetHoldsForAKilledLauncherToo(@TempDir Path folder) throws IOException, InterruptedException {
        try (simulator) {
            String written = kill(folder.resolve("output"), "mesos.failover-timeout=6000");

            assertThat(written).contains("the master ends it after 6000 s (mesos.failover-timeout)");
            Thread.sleep(KEPT.plusSeconds(3).toMillis());
            assertThat(simulator.processes()).hasSize(1);
        }
    }
}
