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
 * @param spreadOver what its agent has of the fields over which its like are spread, by field
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
        Map<String, String> spreadOver,
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

    /** Copies the maps. */
    public KnownTask {
        ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
        spreadOver = Collections.unmodifiableMap(new LinkedHashMap<>(spreadOver));
    }

    /**
     * Makes a task whose like are not spread over a field, or over hosts only.
     *
     * @param id the task's id
     * @param demand the name of the demand that it is for
     * @param agent the id of its agent
     * @param hostname the host of the agent
     * @param agentAddress where the agent answers over HTTP; empty if unknown
     * @param cpuMillis what it takes, in thousandths of a CPU
     * @param memMebibytes what it takes, in MiB
     * @param ports the taken ports by what they are for
     * @param phase how far it got
     */
    public KnownTask(
            String id,
            String demand,
            String agent,
            String hostname,
            String agentAddress,
            long cpuMillis,
            long memMebibytes,
            Map<String, Integer> ports,
            Phase phase) {
        this(id, demand, agent, hostname, agentAddress, cpuMillis, memMebibytes, ports, Map.of(), phase);
    }

    /**
     * Gives the same task in another phase.
     *
     * @param next the phase
     * @return the task
     */
    public KnownTask in(Phase next) {
        return new KnownTask(
                id, demand, agent, hostname, agentAddress, cpuMillis, memMebibytes, ports, spreadOver, next);
    }
}
