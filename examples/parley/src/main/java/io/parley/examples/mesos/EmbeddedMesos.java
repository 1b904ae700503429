package io.parley.examples.mesos;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * A simulator of a Mesos master with one agent, this machine; not Mesos itself, of which there is none to download. Its
 * tasks are processes of their own.
 */
public final class EmbeddedMesos implements AutoCloseable {

    private static final String MASTER = "mesos.master";
    private static final String JAVA = "env.java.home";
    private static final Origin ORIGIN = new Origin("the simulator of Mesos that --embedded brings up");
    private static final int LEAST_CPUS = 4;
    private static final int MEMORY_MEBIBYTES = 8192;
    private static final int DISK_MEBIBYTES = 16384;

    private final MesosSimulator simulator;

    private EmbeddedMesos(MesosSimulator simulator) {
        this.simulator = simulator;
    }

    /**
     * Starts one with an agent of 8 GiB.
     *
     * @return the running simulator
     * @throws UncheckedIOException if it does not start; nothing of it is left behind
     */
    public static EmbeddedMesos start() {
        int cpus = Math.max(LEAST_CPUS, Runtime.getRuntime().availableProcessors());
        return new EmbeddedMesos(MesosSimulator.start(SimulatorSettings.usual()
                .onFreePorts()
                .withAgents(AgentDescription.of("127.0.0.1", cpus, MEMORY_MEBIBYTES, DISK_MEBIBYTES))));
    }

    /**
     * Gives where the simulated master is.
     *
     * @return such as {@code http://127.0.0.1:35051}
     */
    public URI address() {
        return simulator.address();
    }

    /**
     * Points a Flink configuration to this cluster.
     *
     * @param configuration the configuration
     * @return the configuration with the Java of this process, unless it said another, and this cluster in the place of
     *     any other
     */
    public FlinkConfiguration pointHere(FlinkConfiguration configuration) {
        return pointed(configuration, address().toString());
    }

    /**
     * Points a Flink configuration to a simulator that is not started.
     *
     * @param configuration the configuration
     * @return the configuration for showing it
     */
    public static FlinkConfiguration pointNowhere(FlinkConfiguration configuration) {
        return pointed(configuration, "simulator-that-embedded-brings-up:5050");
    }

    private static FlinkConfiguration pointed(FlinkConfiguration configuration, String master) {
        Map<String, String> here = new HashMap<>();
        here.put(MASTER, master);
        if (configuration.value(JAVA).isEmpty()) {
            here.put(JAVA, System.getProperty("java.home"));
        }
        return configuration.overlaidWith(here, ORIGIN);
    }

    /** Ends the tasks that still run and the simulator, and deletes everything that both wrote. */
    @Override
    public void close() {
        simulator.close();
    }
}
