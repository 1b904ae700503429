package io.parley.examples.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.negotiation.MesosConnector;
import io.parley.mesos.negotiation.MesosNegotiator;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A master to launch on: the simulator, or a live one that is named by a system property and whose agent is this
 * machine. Where none is named, a test on a live one is skipped and says so.
 */
public final class MesosUnderTest implements AutoCloseable {

    /** Such as {@code -Dparley.mesos.master=http://HOST:PORT}. */
    private static final String PROPERTY = "parley.mesos.master";

    /** Such as {@code -Dparley.mesos.faster=5}, where a simulator plays the live master. */
    private static final String FASTER = "parley.mesos.faster";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The masters to launch on. */
    public enum Kind {
        /** Always there. */
        SIMULATED,
        /** There if it is named. */
        LIVE
    }

    private final @Nullable MesosSimulator simulator;
    private final URI address;
    private final double factor;

    private MesosUnderTest(@Nullable MesosSimulator simulator, URI address, double factor) {
        this.simulator = simulator;
        this.address = address;
        this.factor = factor;
    }

    /**
     * Gives a master, or skips the test.
     *
     * @param kind which
     * @return the master
     */
    public static MesosUnderTest open(Kind kind) {
        return open(kind, SimulatorSettings.usual().onFreePorts().faster(5));
    }

    /**
     * Gives a master, or skips the test.
     *
     * @param kind which
     * @param settings for the simulator
     * @return the master
     */
    public static MesosUnderTest open(Kind kind, SimulatorSettings settings) {
        if (kind == Kind.SIMULATED) {
            MesosSimulator started = MesosSimulator.start(settings);
            return new MesosUnderTest(started, started.address(), settings.factor());
        }
        String live = System.getProperty(PROPERTY, "");
        Assumptions.assumeFalse(
                live.isEmpty(),
                () -> "Skipped: there is no live master; name one whose agent is this machine by -D" + PROPERTY
                        + "=http://HOST:PORT.");
        return new MesosUnderTest(null, URI.create(live), Double.parseDouble(System.getProperty(FASTER, "1")));
    }

    /**
     * Gives a simulator that is to do what a test cannot make a live master do, or skips the test and says what that
     * is.
     *
     * @param kind which
     * @param what such as "refuse a call"
     * @param settings for the simulator
     * @return the master
     */
    public static MesosUnderTest scripted(Kind kind, String what, SimulatorSettings settings) {
        Assumptions.assumeTrue(
                kind == Kind.SIMULATED,
                () -> "Skipped on a live master: a test cannot make it " + what + "; the simulator can be made to.");
        return open(kind, settings);
    }

    /**
     * Gives what scripts the cluster of a simulator.
     *
     * @return the simulator
     */
    public MesosSimulator script() {
        return Objects.requireNonNull(simulator, "a live master is not scripted");
    }

    /**
     * Gives how long by the clock a time of the master's is, which simulators let pass faster.
     *
     * @param time of the master's
     * @return by the clock
     */
    public Duration byTheClock(Duration time) {
        return Duration.ofNanos((long) (time.toNanos() / factor));
    }

    /**
     * Ends a framework that nobody runs any more, with its tasks.
     *
     * @param framework its id
     * @throws Exception if the master does not take it
     */
    public void end(String framework) throws Exception {
        FrameworkStore store = FrameworkStore.inMemory();
        store.append(List.of(new FrameworkState.Change.Subscribed(framework)));
        try (MesosNegotiator negotiator = MesosNegotiator.open(
                MesosConnector.http(MasterAddress.parse(address.toString()), ClientOptions.DEFAULT),
                store,
                MesosNegotiatorOptions.of(FlinkConfiguration.of(Map.of())),
                new NegotiationListener<>() {})) {
            negotiator.whenSubscribed().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /**
     * Gives where it is.
     *
     * @return such as {@code http://127.0.0.1:5050}
     */
    public URI address() {
        return address;
    }

    /**
     * Finds processes of this machine, on which the agents are.
     *
     * @param text what one of their arguments or variables holds
     * @return those that run
     */
    public static List<ProcessHandle> processes(String text) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> holds(process, "cmdline", text) || holds(process, "environ", text))
                .toList();
    }

    private static boolean holds(ProcessHandle process, String file, String text) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid(), file), StandardCharsets.ISO_8859_1)
                    .contains(text);
        } catch (IOException e) {
            // It has ended, or is another user's.
            return false;
        }
    }

    /**
     * Waits for processes of this machine to end.
     *
     * @param text what one of their arguments or variables holds
     * @return those that still run after twenty seconds
     * @throws InterruptedException if this thread is interrupted
     */
    public static List<ProcessHandle> remaining(String text) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<ProcessHandle> left = processes(text);
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(50);
            left = processes(text);
        }
        return left;
    }

    @Override
    public void close() {
        if (simulator != null) {
            simulator.close();
        }
    }
}
