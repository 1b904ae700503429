package io.parley.examples.mesos.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorServer;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.client.ClientListener;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.ContentEncoding;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A master that the adapter is tested against: the simulator, or a live one that is named by a system property.
 *
 * <p>Tests on a live master that is not named are skipped and say so, and so are those of what only a simulator can be
 * made to do. Masters and agents of a live cluster are stopped by a {@linkplain ClusterOperator program} that its
 * tester names. Tasks on a live master run the programs /bin/sh and sleep in any role that takes a framework.
 */
final class MasterUnderTest implements AutoCloseable {

    /** Such as {@code -Dparley.mesos.master=http://HOST:PORT}. */
    static final String PROPERTY = "parley.mesos.master";

    private static final String OPERATOR = System.getProperty(ClusterOperator.PROPERTY, "");

    /** The masters to test against. */
    enum Kind {
        /** Always there. */
        SIMULATED,
        /** There if it is named. */
        LIVE
    }

    private final @Nullable MesosSimulator simulator;
    private final URI address;
    private final OperatorProgram operator = new OperatorProgram(Path.of(OPERATOR));

    private MasterUnderTest(@Nullable MesosSimulator simulator, URI address) {
        this.simulator = simulator;
        this.address = address;
    }

    /** Gives a master, or skips the test. */
    static MasterUnderTest open(Kind kind) {
        return open(kind, SimulatorSettings.usual().faster(10));
    }

    /** Gives a master, or skips the test; the settings are for the simulator. */
    static MasterUnderTest open(Kind kind, SimulatorSettings settings) {
        if (kind == Kind.SIMULATED) {
            MesosSimulator started = MesosSimulator.start(settings);
            return new MasterUnderTest(started, started.address());
        }
        String live = System.getProperty(PROPERTY, "");
        Assumptions.assumeFalse(
                live.isEmpty(),
                () -> "Skipped: there is no live master; name one by -D" + PROPERTY + "=http://HOST:PORT.");
        return new MasterUnderTest(null, URI.create(live));
    }

    /**
     * Gives a simulator that is to do what a test cannot make a live master do, or skips the test and says what that
     * is.
     *
     * @param what such as "rescind an offer"
     */
    static MasterUnderTest scripted(Kind kind, String what) {
        return scripted(kind, what, SimulatorSettings.usual().faster(10));
    }

    /** Gives a simulator with these settings, or skips the test as above. */
    static MasterUnderTest scripted(Kind kind, String what, SimulatorSettings settings) {
        Assumptions.assumeTrue(
                kind == Kind.SIMULATED,
                () -> "Skipped on a live master: a test cannot make it " + what + "; the simulator can be made to.");
        return open(kind, settings);
    }

    /** Gives a master that can be stopped and started with its agents, or skips the test. */
    static MasterUnderTest operated(Kind kind, SimulatorSettings settings) {
        MasterUnderTest master = open(kind, settings);
        Assumptions.assumeTrue(
                kind == Kind.SIMULATED || !OPERATOR.isEmpty(),
                () -> "Skipped on a live master: nobody stops its masters and agents for the test; name a program that"
                        + " does by -D" + ClusterOperator.PROPERTY + "=PROGRAM (examples/mesos-simulator/README.md).");
        return master;
    }

    /** Gives how long to wait for what comes soon; on a live cluster, an agent is given up after 75 s and more. */
    static Duration patience(Duration simulated) {
        return OPERATOR.isEmpty() ? simulated : Duration.ofMinutes(4);
    }

    /** Gives where it is. */
    URI address() {
        return address;
    }

    /** Gives what scripts the cluster of a simulator. */
    MesosSimulator script() {
        return Objects.requireNonNull(simulator, "a live master is not scripted");
    }

    /** Gives who stops and starts what the cluster is made of. */
    ClusterOperator operator() {
        return simulator == null ? operator : words -> SimulatorServer.operate(simulator, words);
    }

    /** Gives the processes of tasks on the simulator; a live master is not looked into. */
    List<Long> processes() {
        return simulator == null
                ? List.of()
                : simulator.processes().stream().map(ProcessHandle::pid).toList();
    }

    /** Waits until there are as many processes of tasks on the simulator; a live master is not looked into. */
    void awaitProcesses(int number) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (simulator != null && processes().size() != number && System.nanoTime() - deadline < 0) {
            Thread.sleep(10);
        }
        assertThat(processes()).as("processes of tasks").hasSize(simulator == null ? 0 : number);
    }

    /** Gives options of a client that tries again soon. */
    static ClientOptions clientOptions(ContentEncoding encoding, ClientListener listener) {
        return ClientOptions.DEFAULT
                .withEncoding(encoding)
                .withListener(listener)
                .withWaits(new ClientOptions.Waits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        2,
                        new BackOff(Duration.ofMillis(20), Duration.ofMillis(200)),
                        Duration.ofSeconds(2)));
    }

    @Override
    public void close() {
        operator.close();
        if (simulator != null) {
            simulator.close();
        }
    }
}
