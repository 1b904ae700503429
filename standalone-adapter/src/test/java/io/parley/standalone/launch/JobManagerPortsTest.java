package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ports are chosen for a JobManager, and why none is. */
class JobManagerPortsTest {

    private int first;

    @BeforeEach
    void findTwoFreePorts() throws IOException {
        first = twoFreePorts();
    }

    /** Gives the first of two adjacent ports that are free. */
    static int twoFreePorts() throws IOException {
        IOException failure = new IOException("There are no two free ports beside each other.");
        for (int i = 0; i < 100; i++) {
            try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket other = new ServerSocket(
                            Math.min(one.getLocalPort() + 1, 65535), 1, InetAddress.getLoopbackAddress())) {
                return other.getLocalPort() - 1;
            } catch (BindException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private static FlinkConfiguration configuration(String rest, String rpc) {
        return FlinkConfiguration.of(Map.of(
                "rest.bind-address",
                "127.0.0.1",
                "jobmanager.bind-host",
                "127.0.0.1",
                "rest.bind-port",
                rest,
                "jobmanager.rpc.port",
                rpc));
    }

    private static JobManagerPorts choose(String rest, String rpc, Integer... lost) {
        return JobManagerPorts.choose(configuration(rest, rpc), Set.of(lost));
    }

    private static int rpc(JobManagerPorts ports) {
        return ports.rpc().orElseThrow().port();
    }

    private String range() {
        return first + "-" + (first + 1);
    }

    @Test
    void twoRangesThatOverlapGiveTwoPorts() {
        JobManagerPorts ports = choose(range(), range());
        assertThat(rpc(ports)).isEqualTo(first);
        assertThat(ports.rest().port()).isEqualTo(first + 1);
    }

    @Test
    void aRangeLeavesTheOtherItsOnlyPort() {
        JobManagerPorts fixedRest = choose("" + first, range());
        assertThat(rpc(fixedRest)).isEqualTo(first + 1);
        assertThat(fixedRest.rest().port()).isEqualTo(first);
        JobManagerPorts fixedRpc = choose(range(), "" + first);
        assertThat(rpc(fixedRpc)).isEqualTo(first);
        assertThat(fixedRpc.rest().port()).isEqualTo(first + 1);
    }

    @Test
    void onePortForBothIsRefused() {
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> choose("" + first, "" + first))
                .withMessage("Cannot launch the JobManager: it needs two ports, and rest.bind-port " + first
                        + " and jobmanager.rpc.port " + first + " leave it one, " + first
                        + ". Set one of them to another port, or to 0 for any free one.");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onePortAtTwoAddressesIsTwoPorts() {
        Map<String, String> entries =
                new HashMap<>(configuration("" + first, "" + first).toMap());
        entries.put("jobmanager.bind-host", "127.0.0.2");
        JobManagerPorts ports = JobManagerPorts.choose(FlinkConfiguration.of(entries), Set.of());
        assertThat(ports.rest().port()).isEqualTo(first);
        assertThat(rpc(ports)).isEqualTo(first);
    }

    @Test
    void aPortThatWasLostIsNotChosenAgain() {
        assertThat(choose(range(), "0", first).rest().port()).isEqualTo(first + 1);
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> choose(range(), "0", first, first + 1))
                .withMessageStartingWith(
                        "Cannot launch the JobManager: port " + range() + " (rest.bind-port) is in use on 127.0.0.1.");
    }

    @Test
    void aRangeGivesItsFirstFreePort() throws IOException {
        try (ServerSocket busy = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            assertThat(choose(busy.getLocalPort() + ", " + (first + 1), "0")
                            .rest()
                            .port())
                    .isEqualTo(first + 1);
        }
    }

    @Test
    void aPortInUseIsKnownByWhatTheSystemSaysOfOneThatIs() {
        Optional<BindException> inUse = Optional.of(new BindException("Die Adresse wird bereits verwendet"));
        assertThat(PortOption.isInUse(new BindException("Die Adresse wird bereits verwendet"), inUse))
                .isTrue();
        assertThat(PortOption.isInUse(new BindException("Keine Berechtigung"), inUse))
                .isFalse();
        assertThat(PortOption.isInUse(new SocketException("Die Adresse wird bereits verwendet"), inUse))
                .isFalse();
        assertThat(PortOption.isInUse(new BindException("Die Adresse wird bereits verwendet"), Optional.empty()))
                .isFalse();
    }

    /** Says why a port is refused. */
    static final class Refusal {
        private Refusal() {}

        public static void main(String[] arguments) {
            FlinkConfiguration configuration =
                    FlinkConfiguration.of(Map.of("rest.bind-address", arguments[0], "rest.port", arguments[1]));
            try (PortOption.Held held = PortOption.rest(configuration).hold(Set.of())) {
                System.out.println(held.chosen());
            } catch (LaunchFailedException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** Where the system has no German, it answers in English. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void aPortInUseIsToldApartInTheLanguageOfTheSystem(String language) throws IOException, InterruptedException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());
            assertThat(refusal(language, "127.0.0.1", port))
                    .startsWith("Cannot launch the JobManager: port " + port + " (rest.port) is in use on 127.0.0.1.");
        }
        assertThat(refusal(language, "192.0.2.1", "0"))
                .startsWith("Cannot launch the JobManager: it cannot listen on port 0 (rest.port) of 192.0.2.1: ");
    }

    private static String refusal(String language, String address, String port)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Refusal.class.getName(),
                address,
                port);
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "LANGUAGE", language));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines()
                .filter(line -> !line.startsWith("Picked up "))
                .findFirst()
                .orElse("");
    }
}
