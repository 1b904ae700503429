package io.parley.examples.mesos.simulator;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a simulator is set. Immutable. All times but those of processes pass faster by a factor, for tests.
 *
 * @param agents the agents, in the order of their ids
 * @param credentials secrets by principal; empty for no authentication
 * @param masterTimes how often the master does what it does again and again
 * @param agentTimes how long agents take
 * @param offerTimeout after what time an offer is rescinded; empty for never
 * @param ports which ports agents offer
 * @param factor how many times faster than by the clock these times, refusals and failover timeouts pass
 */
public record SimulatorSettings(
        List<AgentDescription> agents,
        Map<String, String> credentials,
        MasterTimes masterTimes,
        AgentTimes agentTimes,
        Optional<Duration> offerTimeout,
        Ports ports,
        double factor) {

    /** Which ports agents offer. */
    public enum Ports {
        /** Those of their descriptions, whoever listens there. */
        AS_DESCRIBED,
        /** For each a range that nobody else on this host offers, so that tasks can listen there. */
        FREE_HERE
    }

    /**
     * How often a master does what it does again and again. Immutable.
     *
     * @param allocationInterval how often free resources are offered
     * @param heartbeatInterval how often a stream gets a heartbeat
     */
    public record MasterTimes(Duration allocationInterval, Duration heartbeatInterval) {}

    /**
     * How long agents take. Immutable.
     *
     * @param acknowledgementTimeout after what time an update is sent again; doubled each time
     * @param executorStart how long the start of a task takes
     * @param reregistration how long after a restart of the master an agent comes back
     */
    public record AgentTimes(Duration acknowledgementTimeout, Duration executorStart, Duration reregistration) {}

    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if the factor is not above zero
     */
    public SimulatorSettings {
        agents = List.copyOf(agents);
        credentials = Collections.unmodifiableMap(new LinkedHashMap<>(credentials));
        if (!(factor > 0)) {
            throw new IllegalArgumentException("Cannot let time pass by the factor " + factor
                    + ": it is not above zero. Give 1 for real time, more for faster.");
        }
    }

    /**
     * Gives the settings of the recorded master: one agent of 4 cpus, 4096 MiB of memory and of disk, in rack r1.
     *
     * @return in real time
     */
    public static SimulatorSettings usual() {
        return new SimulatorSettings(
                List.of(AgentDescription.of("127.0.0.1", 4, 4096, 4096).withAttribute("rack", "r1")),
                Map.of(),
                new MasterTimes(Duration.ofSeconds(1), Duration.ofSeconds(15)),
                new AgentTimes(Duration.ofSeconds(10), Duration.ofMillis(150), Duration.ofSeconds(5)),
                Optional.empty(),
                Ports.AS_DESCRIBED,
                1);
    }

    /**
     * Changes the agents.
     *
     * @param changed the agents
     * @return the settings with them
     */
    public SimulatorSettings withAgents(AgentDescription... changed) {
        return new SimulatorSettings(
                List.of(changed), credentials, masterTimes, agentTimes, offerTimeout, ports, factor);
    }

    /**
     * Demands credentials.
     *
     * @param principal who may call
     * @param secret with which secret
     * @return the settings with one more principal
     */
    public SimulatorSettings withCredential(String principal, String secret) {
        Map<String, String> more = new LinkedHashMap<>(credentials);
        more.put(principal, secret);
        return new SimulatorSettings(agents, more, masterTimes, agentTimes, offerTimeout, ports, factor);
    }

    /**
     * Lets offers end.
     *
     * @param timeout after what time an offer is rescinded
     * @return the settings with it
     */
    public SimulatorSettings withOfferTimeout(Duration timeout) {
        return new SimulatorSettings(agents, credentials, masterTimes, agentTimes, Optional.of(timeout), ports, factor);
    }

    /**
     * Has agents offer ports on which tasks can listen: each a range of 100 that no other of any simulator on this host
     * offers.
     *
     * @return the settings with it
     */
    public SimulatorSettings onFreePorts() {
        return new SimulatorSettings(
                agents, credentials, masterTimes, agentTimes, offerTimeout, Ports.FREE_HERE, factor);
    }

    /**
     * Lets time pass faster.
     *
     * @param times how many times, above zero
     * @return the settings with it
     */
    public SimulatorSettings faster(double times) {
        return new SimulatorSettings(agents, credentials, masterTimes, agentTimes, offerTimeout, ports, times);
    }

    /** Names the principals, no secret. */
    @Override
    public String toString() {
        return "SimulatorSettings[agents=" + agents.size() + ", principals=" + credentials.keySet() + ", factor="
                + factor + "]";
    }
}
