package io.parley.mesos.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A task that was launched and is not known to have ended. Immutable.
 *
 * @param id the task's id
 * @param demand the name of the demand that it is for
 * @param agent the id of its agent
 * @param hostname the host of the agent
 * @param agentAddress where the agent answers over HTTP, for instance {@code http://10.0.0.1:5051}; empty if unknown
 * @param cpuMillis what it takes, in thousandths of a CPU
 * @param memMebibytes what it takes, in MiB
 * @param ports the taken ports by what they are for
 * @param phase how far it got
 */
public record KnownTask(
        String id,
        String demand,
        String agent,
        String hostname,
        String agentAddress,
        long cpuMillis,
        long memMebibytes,
        Map<String, Integer> ports,
        Phase phase) {

    /** How far a task got. */
    public enum Phase {
        /** Its launch is sent, or is about to be. */
        LAUNCHED,
        /** It ran. */
        RUNNING,
        /** Nobody wants it any more: it is to be ended. */
        UNWANTED
    }

    /** Copies the map. */
    public KnownTask {
        ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
    }

    /**
     * Gives the same task in another phase.
     *
     * @param next the phase
     * @return the task
     */
    public KnownTask in(Phase next) {
        return new KnownTask(id, demand, agent, hostname, agentAddress, cpuMillis, memMebibytes, ports, next);
    }
}
