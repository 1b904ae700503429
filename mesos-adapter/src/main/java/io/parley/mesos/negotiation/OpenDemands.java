package io.parley.mesos.negotiation;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.matching.AgentConstraints;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.GroupConstraint;
import io.parley.mesos.matching.OfferDemand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to run for every open demand and on which agents, and which of them wait for an offer. Not thread-safe. */
final class OpenDemands {

    private final MesosNegotiatorOptions options;
    private final MesosResourceTranslator translator = new MesosResourceTranslator();
    private final Map<TrackedDemand<GrantedTask>, Wish> wishes = new HashMap<>();
    private final Map<TrackedDemand<GrantedTask>, OfferDemand> waiting = new LinkedHashMap<>();

    /** What a demand itself does not tell. */
    record Wish(TaskStarter starter, AgentConstraints constraints) {}

    OpenDemands(MesosNegotiatorOptions options) {
        this.options = options;
    }

    /** Enters a demand, which does not wait yet. */
    void enter(TrackedDemand<GrantedTask> demand, Wish wish) {
        wishes.put(demand, wish);
    }

    TaskStarter starter(TrackedDemand<GrantedTask> demand) {
        return wish(demand).starter();
    }

    private Wish wish(TrackedDemand<GrantedTask> demand) {
        Wish known = wishes.get(demand);
        if (known == null) {
            throw new IllegalStateException(demand + " has nothing to start.");
        }
        return known;
    }

    /**
     * Has a demand wait for an offer.
     *
     * @throws ResourceTranslationException if Mesos can never express it
     * @throws IllegalArgumentException if it is wrong by itself
     */
    void await(TrackedDemand<GrantedTask> demand) {
        waiting.remove(demand);
        waiting.put(demand, translate(demand, demand.demand()));
    }

    /**
     * Makes what a demand takes; a new object each time, by which the demand is found again.
     *
     * @throws ResourceTranslationException if Mesos can never express it
     * @throws IllegalArgumentException if it is wrong by itself
     */
    OfferDemand translate(TrackedDemand<GrantedTask> tracked, Demand demand) {
        AgentConstraints constraints = wish(tracked).constraints();
        refuseTwoWays(demand, constraints);
        OfferDemand wanted = translator.translate(demand.requirements(), EnvironmentLimits.NONE);
        // Offers with GPUs, which a framework without the capability does not see, would be waited for without end.
        if (wanted.need().gpus() > 0 && !FrameworkOptions.isOfferedGpus(options.framework())) {
            throw ResourceTranslationException.inexpressible(
                    "Mesos",
                    wanted.need().gpus() + " GPUs in a framework without the capability GPU_RESOURCES",
                    "Set mesos.resourcemanager.tasks.gpus, or add the capability to the framework.");
        }
        List<Constraint> all = new ArrayList<>(wanted.constraints());
        all.addAll(constraints.constraints());
        return new OfferDemand(demand.name(), wanted.need(), all, group(demand, constraints));
    }

    /** A matcher spreads by one field only. */
    private static void refuseTwoWays(Demand demand, AgentConstraints constraints) {
        Optional<SpreadGroup> ofDemand = demand.spread();
        Optional<AgentConstraints.Spread> ofAgents = constraints.spread();
        if (ofDemand.isPresent() && ofAgents.isPresent()) {
            throw ResourceTranslationException.inexpressible(
                    "Mesos",
                    "the group " + ofDemand.get().name() + ", which keeps to different hosts, that is spread over "
                            + ofAgents.get().field() + " as well",
                    "Keep either the group of the demand or the spread of " + AgentConstraints.KEY + ".");
        }
    }

    /** Processes of one kind that are spread over one field are a group. */
    private static Optional<GroupConstraint> group(Demand demand, AgentConstraints constraints) {
        if (demand.spread().isPresent()) {
            return demand.spread()
                    .map(group -> new GroupConstraint(group.name(), Constraint.HOSTNAME, group.mostPerHost()));
        }
        return constraints
                .spread()
                .map(spread ->
                        spread.of("every " + demand.requirements().plan().process() + " over " + spread.field()));
    }

    /** Gives the group of a demand, if it is in one. */
    Optional<GroupConstraint> group(TrackedDemand<GrantedTask> demand) {
        return group(demand.demand(), wish(demand).constraints());
    }

    /** Gives what each demand that waits takes, in the order in which they came; follows what comes later. */
    Map<TrackedDemand<GrantedTask>, OfferDemand> waiting() {
        return Collections.unmodifiableMap(waiting);
    }

    /** A demand waits no longer, for now. */
    void served(TrackedDemand<GrantedTask> demand) {
        waiting.remove(demand);
    }

    /** A demand is open no longer. */
    void forget(TrackedDemand<GrantedTask> demand) {
        waiting.remove(demand);
        wishes.remove(demand);
    }

    void clear() {
        waiting.clear();
        wishes.clear();
    }
}
