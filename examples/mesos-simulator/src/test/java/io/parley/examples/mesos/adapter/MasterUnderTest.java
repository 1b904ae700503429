package io.parley.examples.mesos.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.client.ClientListener;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.ContentEncoding;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A master that the adapter is tested against: the simulator, or a live one that is named by a system property.
 *
 * <p>Tests on a live master that is not named are skipped and say so, and so are those that script what happens to a
 * cluster. Tasks on a live master run the programs /bin/sh and sleep in any role that takes a framework.
 */
final class MasterUnderTest implements AutoCloseable {

    /** Such as {@code -Dparley.mesos.master=http://HOST:PORT}. */
    static final String PROPERTY = "parley.mesos.master";

    /** The masters to test against. */
    enum Kind {
        /** Always there. */
        SIMULATED,
        /** There if it is named. */
        LIVE
    }

    private final @Nullable MesosSimulator simulator;
    private final URI address;

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

    /** Gives where it is. */
    URI address() {
        return address;
    }

    /** Gives what scripts the cluster, or skips the test. */
    MesosSimulator script() {
        Assumptions.assumeTrue(
                simulator != null, () -> "Skipped on a live master: the test scripts what happens to the cluster.");
        return Objects.requireNonNull(simulator);
    }

    /** Waits until there are as many processes of tasks on the simulator; a live master is not looked into. */
    void awaitProcesses(int number) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (simulator != null && simulator.processes().size() != number && System.nanoTime() - deadline < 0) {
            Thread.sleep(10);
        }
        assertThat(simulator == null ? List.of() : simulator.processes())
                .as("processes of tasks")
                .hasSize(simulator == null ? 0 : number);
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
        if (simulator != null) {
            simulator.close();
        }
    }
}
