package io.parley.examples.mesos.adapter;

import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import java.net.URI;
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

    @Override
    public void close() {
        if (simulator != null) {
            simulator.close();
        }
    }
}
