package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.DomainInfo;
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

    /** What is going to be offered. */
    private record Grant(Framework framework, Agent agent, String role, ResourcePool pool) {}

    private final Cluster cluster;
    private final Map<String, Integer> allocations = new HashMap<>();

    Allocator(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What is granted in one go, and who has how much by then. */
    private static final class Round {

        private record Holder(Framework framework, String role) {}

        private final Cluster cluster;
        private final List<Grant> grants = new ArrayList<>();
        private final Map<Holder, ResourcePool> held = new HashMap<>();
        private final ResourcePool all;

        Round(Cluster cluster) {
            this.cluster = cluster;
            this.all = cluster.agents().stream()
                    .filter(agent -> agent.state() == Agent.State.REGISTERED)
                    .map(Agent::total)
                    .reduce(ResourcePool.EMPTY, ResourcePool::plus);
        }

        List<Grant> grants() {
            return grants;
        }

        void add(Grant grant) {
            Holder holder = new Holder(grant.framework(), grant.role());
            held.put(holder, heldBy(holder).plus(grant.pool()));
            grants.add(grant);
        }

        /** Gives the dominant share: the largest part of anything that it holds, is or is going to be offered. */
        double share(Framework framework, String role) {
            ResourcePool counted = heldBy(new Holder(framework, role));
            return SHARED.stream()
                    .filter(name -> all.scalar(name) > 0)
                    .mapToDouble(name -> counted.scalar(name) / all.scalar(name))
                    .max()
                    .orElse(0);
        }

        private ResourcePool heldBy(Holder holder) {
            return held.computeIfAbsent(holder, this::heldBefore);
        }

        private ResourcePool heldBefore(Holder holder) {
            Stream<ResourcePool> taken = cluster.tasksOf(holder.framework().id())
                    .filter(task -> task.holdsResources() && task.role().equals(holder.role()))
                    .map(AgentTask::pool);
            Stream<ResourcePool> offered = cluster.offers().all().stream()
                    .filter(offer -> offer.framework() == holder.framework()
                            && offer.role().equals(holder.role()))
                    .map(OfferBook.Outstanding::pool);
            return Stream.concat(taken, offered).reduce(ResourcePool.EMPTY, ResourcePool::plus);
        }
    }

    /** Offers everything free. */
    void allocate() {
        Round round = new Round(cluster);
        for (Agent agent : cluster.agents()) {
            if (agent.state() == Agent.State.REGISTERED) {
                allocate(agent, round);
            }
        }
        Map<Framework, List<Grant>> byFramework = new LinkedHashMap<>();
        round.grants().stream()
                .sorted(Comparator.comparing(Grant::role))
                .forEach(grant -> byFramework
                        .computeIfAbsent(grant.framework(), key -> new ArrayList<>())
                        .add(grant));
        byFramework.forEach(this::send);
    }

    private void allocate(Agent agent, Round round) {
        ResourcePool free =
                agent.total().minus(agent.used()).minus(cluster.offers().offeredOf(agent));
        for (String role : free.isEmpty() ? List.<String>of() : rolesByShare(round)) {
            for (Framework framework : frameworksOf(role, round)) {
                ResourcePool part = part(free, role, framework);
                if (!part.isEmpty() && mayUse(agent, framework) && !framework.refuses(agent, role, part)) {
                    round.add(new Grant(framework, agent, role, part));
                    allocations.merge(role, 1, Integer::sum);
                    free = free.minus(part);
                }
            }
        }
    }

    /** Gives what a framework is able to deal with. */
    private static ResourcePool part(ResourcePool free, String role, Framework framework) {
        ResourcePool part = free.allocatableTo(role);
        if (!framework.can(FrameworkInfo.Capability.Type.REVOCABLE_RESOURCES)) {
            part = part.withoutRevocable();
        }
        return framework.can(FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT) ? part : part.withoutRefined();
    }

    /** Agents with GPUs, and those of other regions than the master's, are for frameworks that say so only. */
    private boolean mayUse(Agent agent, Framework framework) {
        boolean isOfOtherRegion = cluster.domain()
                .flatMap(domain -> Optional.ofNullable(agent.description().domain())
                        .filter(there -> !region(there).equals(region(domain))))
                .isPresent();
        return (agent.total().scalar("gpus") == 0 || framework.can(FrameworkInfo.Capability.Type.GPU_RESOURCES))
                && (!isOfOtherRegion || framework.can(FrameworkInfo.Capability.Type.REGION_AWARE));
    }

    private static String region(DomainInfo domain) {
        return domain.getFaultDomain().getRegion().getName();
    }

    private void send(Framework framework, List<Grant> grants) {
        Event.Offers.Builder offers = Event.Offers.newBuilder();
        for (Grant grant : grants) {
            OfferBook.Outstanding offer = new OfferBook.Outstanding(
                    cluster.newOfferId(), framework, grant.agent(), grant.role(), grant.pool());
            cluster.offers().add(offer);
            offers.addOffers(cluster.offers().message(offer));
            cluster.settings()
                    .offerTimeout()
                    .ifPresent(timeout ->
                            cluster.loop().later(timeout, () -> cluster.offers().rescind(offer.id())));
        }
        framework.send(
                Event.newBuilder().setType(Event.Type.OFFERS).setOffers(offers).build());
    }

    private List<Framework> frameworksOf(String role, Round round) {
        return cluster.frameworks().stream()
                .filter(framework ->
                        framework.isSubscribed() && framework.activeRoles().contains(role))
                .sorted(Comparator.comparingDouble(framework -> round.share(framework, role)))
                .toList();
    }

    private List<String> rolesByShare(Round round) {
        Set<String> roles = new TreeSet<>();
        cluster.frameworks().forEach(framework -> roles.addAll(framework.activeRoles()));
        return roles.stream()
                .sorted(Comparator.<String>comparingDouble(role -> cluster.frameworks().stream()
                                .mapToDouble(framework -> round.share(framework, role))
                                .sum())
                        .thenComparing(role -> allocations.getOrDefault(role, 0))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Keeps resources from a framework for as long as it asks. */
    void refuse(Framework framework, Agent agent, String role, ResourcePool pool, Filters filters) {
        Duration time = refusal(filters);
        if (time.isZero() || pool.isEmpty()) {
            return;
        }
        framework.refuse(
                new Framework.Filter(agent, role, pool), end -> cluster.loop().after(time, end));
    }

    private static Duration refusal(Filters filters) {
        double seconds = filters.getRefuseSeconds();
        if (!filters.hasRefuseSeconds() || !(seconds >= 0)) {
            return DEFAULT_REFUSAL;
        }
        return Duration.ofNanos(Math.round(Math.min(seconds, LONGEST_REFUSAL_SECONDS) * 1e9));
    }
}
