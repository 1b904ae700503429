package io.parley.standalone.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchFailedException;
import java.util.Optional;
import java.util.Set;

/**
 * The ports that were chosen for one JobManager, no two of them the same at one address. Immutable.
 *
 * @param rest the port of its REST endpoint
 * @param rpc the port that TaskManagers call; empty where high availability chooses one
 */
record JobManagerPorts(PortOption.Chosen rest, Optional<PortOption.Chosen> rpc) {

    private static final System.Logger LOG = System.getLogger(JobManagerPorts.class.getName());

    /**
     * Chooses ports that nobody listens on: first for RPC, as Flink does; first for REST where nothing else is left for
     * that.
     *
     * @param lost ports that were chosen before and that somebody else had then
     * @throws IllegalArgumentException if an option names no ports
     * @throws LaunchFailedException if there is no free port for one of them, or only one for both
     */
    static JobManagerPorts choose(FlinkConfiguration configuration, Set<Integer> lost) {
        PortOption rest = PortOption.rest(configuration);
        Optional<PortOption> rpc = PortOption.rpc(configuration);
        if (rpc.isEmpty()) {
            try (PortOption.Held only = rest.hold(lost)) {
                return new JobManagerPorts(only.chosen(), Optional.empty());
            }
        }
        try (PortOption.Held first = rpc.get().hold(lost)) {
            try (PortOption.Held second = rest.hold(lost)) {
                return new JobManagerPorts(second.chosen(), Optional.of(first.chosen()));
            } catch (LaunchFailedException e) {
                // The port of RPC may be what is in the way.
                LOG.log(System.Logger.Level.DEBUG, "The ports are chosen the other way round.", e);
            }
        }
        return chooseRestFirst(rest, rpc.get(), lost);
    }

    private static JobManagerPorts chooseRestFirst(PortOption rest, PortOption rpc, Set<Integer> lost) {
        try (PortOption.Held first = rest.hold(lost)) {
            try (PortOption.Held second = rpc.hold(lost)) {
                return new JobManagerPorts(first.chosen(), Optional.of(second.chosen()));
            } catch (LaunchFailedException e) {
                throw new LaunchFailedException(
                        "Cannot launch the JobManager: it needs two ports, and " + rest.key() + " " + rest.ports()
                                + " and " + rpc.key() + " " + rpc.ports() + " leave it one, "
                                + first.chosen().port()
                                + ". Set one of them to another port, or to 0 for any free one.",
                        e);
            }
        }
    }
}
