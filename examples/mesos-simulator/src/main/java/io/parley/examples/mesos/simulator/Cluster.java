package io.parley.examples.mesos.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.DomainInfo;
import org.jspecify.annotations.Nullable;

/** What the master knows: agents, frameworks, offers, and its own id. Used on the master's thread only. */
final class Cluster {

    private final MasterLoop loop;
    private final SimulatorSettings settings;
    private final AgentPorts ports;
    private final OfferBook offers;
    private final List<Agent> agents = new ArrayList<>();
    private final Map<String, Framework> frameworks = new LinkedHashMap<>();
    private final Set<String> removedFrameworks = new LinkedHashSet<>();
    private final Map<String, Duration> failoverTimeouts = new HashMap<>();
    private String masterId = UUID.randomUUID().toString();
    private int nextFramework;
    private int nextOffer;
    private int nextAgent;
    private boolean awaitsAgents;

    /**
     * Makes a cluster whose agents all listen at one port.
     *
     * @throws IllegalStateException if there are no ports for an agent to offer
     */
    Cluster(MasterLoop loop, SimulatorSettings settings, AgentPorts ports, int agentPort) {
        this.ports = ports;
        this.offers = new OfferBook(agentPort);
        this.loop = loop;
        this.settings = settings;
        settings.agents().forEach(this::register);
    }

    /**
     * Lets an agent in under a new id.
     *
     * @throws IllegalStateException if there are no ports for it to offer
     */
    Agent register(AgentDescription description) {
        Agent agent = new Agent(masterId + "-S" + nextAgent, nextAgent + 1, ports.on(description));
        nextAgent++;
        agents.add(agent);
        return agent;
    }

    MasterLoop loop() {
        return loop;
    }

    SimulatorSettings settings() {
        return settings;
    }

    OfferBook offers() {
        return offers;
    }

    String masterId() {
        return masterId;
    }

    List<Agent> agents() {
        return List.copyOf(agents);
    }

    Optional<Agent> agent(String id) {
        return agents.stream().filter(agent -> agent.id().equals(id)).findFirst();
    }

    /** Finds an agent by its host name or its id, the newest first. */
    Agent required(String name) {
        List<Agent> found = agents.stream()
                .filter(agent -> agent.description().hostname().equals(name)
                        || agent.id().equals(name))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no agent " + name + " on the Mesos simulator; there are " + agents + ".");
        }
        return found.get(found.size() - 1);
    }

    @Nullable
    Framework framework(String id) {
        return frameworks.get(id);
    }

    List<Framework> frameworks() {
        return List.copyOf(frameworks.values());
    }

    void add(Framework framework) {
        frameworks.put(framework.id(), framework);
    }

    /** Takes a framework away for good. */
    void remove(String framework) {
        frameworks.remove(framework);
        removedFrameworks.add(framework);
    }

    /** Gives the frameworks of which agents tell, but that have not come back since the master has restarted. */
    Set<String> frameworksThatAreAway() {
        return agents.stream()
                .filter(agent -> agent.state() == Agent.State.REGISTERED)
                .flatMap(agent -> agent.tasks().stream())
                .map(AgentTask::frameworkId)
                .filter(id -> !frameworks.containsKey(id))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Gives how long a framework that was known before a restart may be away. */
    Duration failoverTimeout(String framework) {
        return failoverTimeouts.getOrDefault(framework, Duration.ZERO);
    }

    /** Gives where the master is: where the first agent is that is anywhere. */
    Optional<DomainInfo> domain() {
        return agents.stream()
                .flatMap(agent -> Stream.ofNullable(agent.description().domain()))
                .findFirst();
    }

    boolean wasRemoved(String framework) {
        return removedFrameworks.contains(framework);
    }

    String newFrameworkId() {
        return masterId + "-" + String.format(Locale.ROOT, "%04d", nextFramework++);
    }

    String newOfferId() {
        return masterId + "-O" + nextOffer++;
    }

    /** Gives the tasks of a framework on all agents, wherever those are. */
    Stream<AgentTask> tasksOf(String framework) {
        return agents.stream()
                .flatMap(agent -> agent.tasks().stream())
                .filter(task -> task.frameworkId().equals(framework));
    }

    /** Tells whether the master has restarted and its agents have not come back yet. */
    boolean awaitsAgents() {
        return awaitsAgents;
    }

    /** The agents that run have come back. */
    void agentsAreBack() {
        awaitsAgents = false;
    }

    /** Forgets what a master forgets when it restarts, and takes a new id. */
    void restart() {
        awaitsAgents = true;
        frameworks.values().forEach(framework -> {
            framework.cancelRemoval();
            framework.forget();
            failoverTimeouts.put(framework.id(), framework.failoverTimeout());
        });
        frameworks.clear();
        offers.clear();
        masterId = UUID.randomUUID().toString();
        nextOffer = 0;
        nextFramework = 0;
    }
}
