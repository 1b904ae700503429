package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.launch.MesosUnderTest;
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
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is left on Mesos of {@code launch} in a process of its own that is killed; with the simulator, whose time passes
 * faster, or a live master.
 */
@Timeout(1500)
class KilledMesosLaunchIT {

    /** Five minutes are ten seconds. */
    private static final SimulatorSettings FASTER =
            SimulatorSettings.usual().onFreePorts().faster(30);

    /** Of the master's time. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern FRAMEWORK = Pattern.compile("subscribed as framework ([^;,\\s]+)");

    /** An argument of the JobManager's, and of no other process; of its launcher's it is a part. */
    private final String mark = "-Dparley.it=" + UUID.randomUUID();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        assertThat(MesosUnderTest.remaining(mark)).isEmpty();
    }

    private List<ProcessHandle> jobManagers() {
        return MesosUnderTest.processes("\0" + mark + "\0");
    }

    private Process launcher(MesosUnderTest master, Path output, String... keys) throws IOException {
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
                master.address().toString(),
                "--keep",
                "-D",
                "env.java.opts.all=" + mark,
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
    private String kill(MesosUnderTest master, Path output, String... keys) throws IOException, InterruptedException {
        Process launcher = launcher(master, output, keys);
        try {
            await(() -> !launcher.isAlive() || read(output).contains("Press Ctrl-C"), PATIENCE);
            assertThat(launcher.isAlive()).as(read(output)).isTrue();
            assertThat(jobManagers()).isNotEmpty();
        } finally {
            launcher.destroyForcibly().waitFor();
        }
        return read(output);
    }

    private static String subscribe(MesosUnderTest master, String framework) throws IOException, InterruptedException {
        String id = "\"id\":{\"value\":\"" + framework + "\"}";
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(master.address().resolve("/api/v1/scheduler"))
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

    private static String framework(String written) {
        Matcher framework = FRAMEWORK.matcher(written);
        assertThat(framework.find()).as(written).isTrue();
        return framework.group(1);
    }

    @ParameterizedTest
    @EnumSource
    void frameworkIsToldByItsIdAndIsGoneWithItsTaskMinutesAfterTheLauncherWasKilled(
            MesosUnderTest.Kind kind, @TempDir Path folder) throws IOException, InterruptedException {
        try (MesosUnderTest master = MesosUnderTest.open(kind, FASTER)) {
            Duration kept = master.byTheClock(KEPT);
            String written = kill(master, folder.resolve("output"));
            long killed = System.nanoTime();

            assertThat(written)
                    .contains("should this process be killed, the master ends it after 300 s (mesos.failover-timeout)");
            String framework = framework(written);

            Thread.sleep(kept.dividedBy(2).toMillis());
            assertThat(jobManagers()).as("a launcher may come back").isNotEmpty();
            assertThat(await(() -> jobManagers().isEmpty(), kept.multipliedBy(3)))
                    .isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isGreaterThan(kept.minusSeconds(2));
            assertThat(subscribe(master, framework)).contains("Framework has been removed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeoutThatAUserSetHoldsForAKilledLauncherToo(MesosUnderTest.Kind kind, @TempDir Path folder)
            throws Exception {
        try (MesosUnderTest master = MesosUnderTest.open(kind, FASTER)) {
            String written = kill(master, folder.resolve("output"), "mesos.failover-timeout=6000");

            assertThat(written).contains("the master ends it after 6000 s (mesos.failover-timeout)");
            Thread.sleep(master.byTheClock(KEPT).plusSeconds(3).toMillis());
            assertThat(jobManagers()).isNotEmpty();
            master.end(framework(written));
        }
    }
}
