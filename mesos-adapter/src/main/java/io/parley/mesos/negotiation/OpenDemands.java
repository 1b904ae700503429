package io.parley.mesos.negotiation;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.matching.OfferDemand;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is to run for every open demand, and which of them wait for an offer of what. Not thread-safe. */
final class OpenDemands {

    private final MesosNegotiatorOptions options;
    private final MesosResourceTranslator translator = new MesosResourceTranslator();
    private final Map<TrackedDemand<GrantedTask>, TaskStarter> starters = new HashMap<>();
    private final Map<TrackedDemand<GrantedTask>, OfferDemand> waiting = new LinkedHashMap<>();

    OpenDemands(MesosNegotiatorOptions options) {
        this.options = options;
    }

    /** Enters a demand, which does not wait yet. */
    void enter(TrackedDemand<GrantedTask> demand, TaskStarter starter) {
        starters.put(demand, starter);
    }

    TaskStarter starter(TrackedDemand<GrantedTask> demand) {
        TaskStarter known = starters.get(demand);
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
        waiting.put(demand, translate(demand.demand()));
    }

    /**
     * Makes what a demand takes; a new object each time, by which the demand is found again.
     *
     * @throws ResourceTranslationException if Mesos can never express it
     * @throws IllegalArgumentException if it is wrong by itself
     */
    OfferDemand translate(Demand demand) {
        OfferDemand wanted = translator.translate(demand.requirements(), EnvironmentLimits.NONE);
        // Offers with GPUs, which a framework without the capability does not see, would be waited for without end.
        if (wanted.need().gpus() > 0 && !FrameworkOptions.isOfferedGpus(options.framework())) {
            throw ResourceTranslationException.inexpressible(
                    "Mesos",
                    wanted.need().gpus() + " GPUs in a framework without the capability GPU_RESOURCES",
                    "Set mesos.resourcemanager.tasks.gpus, or add the capability to the framework.");
        }
        return OfferRound.inGroup(wanted, demand.spread(), demand.name());
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
        starters.remove(demand);
    }

    void clear() {
        waiting.clear();
        starters.clear();
    }
}
