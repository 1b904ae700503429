package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * Offers what is free to whom it is due: all that an agent has to the role with the least share. Used on the master's
 * thread only.
 */
final class Allocator {

    private static final Duration DEFAULT_REFUSAL = Duration.ofSeconds(5);
    private static final double LONGEST_REFUSAL_SECONDS = Duration.ofDays(365).toSeconds();
    private static final List<String> SHARED = List.of("cpus", "mem", "disk", "gpus");

    private final Cluster cluster;
    private final Map<String, Integer> allocations = new HashMap<>();

    Allocator(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Offers everything free. */
    void allocate() {
        Map<Framework, List<OfferBook.Outstanding>> made = new LinkedHashMap<>();
        for (Agent agent : cluster.agents()) {
            if (agent.state() == Agent.State.REGISTERED) {
                allocate(agent, made);
            }
        }
        made.forEach(this::send);
    }

    private void allocate(Agent agent, Map<Framework, List<OfferBook.Outstanding>> made) {
        for (String role : rolesByShare()) {
            for (Framework framework : frameworksOf(role)) {
                ResourcePool free = agent.total()
                        .minus(agent.used())
                        .minus(cluster.offers().offeredOf(agent))
                        .allocatableTo(role);
                boolean mayHave =
                        agent.total().scalar("gpus") == 0 || framework.can(FrameworkInfo.Capability.Type.GPU_RESOURCES);
                if (!free.isEmpty() && mayHave && !framework.refuses(agent, role, free)) {
                    OfferBook.Outstanding offer =
                            new OfferBook.Outstanding(cluster.newOfferId(), framework, agent, role, free);
                    cluster.offers().add(offer);
                    allocations.merge(role, 1, Integer::sum);
                    made.computeIfAbsent(framework, key -> new ArrayList<>()).add(offer);
                }
            }
        }
    }

    private void send(Framework framework, List<OfferBook.Outstanding> made) {
        Event.Offers.Builder offers = Event.Offers.newBuilder();
        made.forEach(offer -> offers.addOffers(cluster.offers().message(offer)));
        framework.send(
                Event.newBuilder().setType(Event.Type.OFFERS).setOffers(offers).build());
        cluster.settings()
                .offerTimeout()
                .ifPresent(timeout -> made.forEach(offer ->
                        cluster.loop().later(timeout, () -> cluster.offers().rescind(offer.id()))));
    }

    private List<Framework> frameworksOf(String role) {
        return cluster.frameworks().stream()
                .filter(framework ->
                        framework.isSubscribed() && framework.activeRoles().contains(role))
                .sorted(Comparator.comparingDouble(framework -> share(framework, role)))
                .toList();
    }

    private List<String> rolesByShare() {
        Set<String> roles = new TreeSet<>();
        cluster.frameworks().forEach(framework -> roles.addAll(framework.activeRoles()));
        return roles.stream()
                .sorted(Comparator.<String>comparingDouble(this::share)
                        .thenComparing(role -> allocations.getOrDefault(role, 0))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private double share(String role) {
        return cluster.frameworks().stream()
                .mapToDouble(framework -> share(framework, role))
                .sum();
    }

    /** Gives the dominant share: the largest part that it holds or is offered of anything. */
    private double share(Framework framework, String role) {
        ResourcePool held = cluster.tasksOf(framework.id())
                .filter(task -> task.holdsResources() && task.role().equals(role))
                .map(AgentTask::pool)
                .reduce(ResourcePool.EMPTY, ResourcePool::plus);
        for (OfferBook.Outstanding offer : cluster.offers().all()) {
            if (offer.framework() == framework && offer.role().equals(role)) {
                held = held.plus(offer.pool());
            }
        }
        ResourcePool counted = held;
        ResourcePool all = cluster.agents().stream()
                .filter(agent -> agent.state() == Agent.State.REGISTERED)
                .map(Agent::total)
                .reduce(ResourcePool.EMPTY, ResourcePool::plus);
        return SHARED.stream()
                .filter(name -> all.scalar(name) > 0)
                .mapToDouble(name -> counted.scalar(name) / all.scalar(name))
                .max()
                .orElse(0);
    }

    /** Keeps resources from a framework for as long as it asks. */
    void refuse(Framework framework, Agent agent, String role, ResourcePool pool, Filters filters) {
        Duration time = refusal(filters);
        if (time.isZero() || pool.isEmpty()) {
            return;
        }
        int filter = framework.add(new Framework.Filter(agent, role, pool));
        cluster.loop().later(time, () -> framework.removeFilter(filter));
    }

    private static Duration refusal(Filters filters) {
        double seconds = filters.getRefuseSeconds();
        if (!filters.hasRefuseSeconds() || !(seconds >= 0)) {
            return DEFAULT_REFUSAL;
        }
        return Duration.ofNanos(Math.round(Math.min(seconds, LONGEST_REFUSAL_SECONDS) * 1e9));
    }
}
