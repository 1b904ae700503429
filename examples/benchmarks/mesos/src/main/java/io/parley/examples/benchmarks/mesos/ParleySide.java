package io.parley.examples.benchmarks.mesos;

import io.parley.mesos.matching.GroupPlacements;
import io.parley.mesos.matching.MatchRules;
import io.parley.mesos.matching.Matching;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.OfferMatcher;
import java.util.List;
import org.apache.mesos.v1.Protos.Offer;

/** Parley with the rules that it has by itself: from offers to the resources of every task and every decline. */
final class ParleySide {

    private final OfferMatcher matcher = new OfferMatcher(MatchRules.of(Host.ROLE));
    private final List<Offer> offers;
    private final List<OfferDemand> demands;

    /** Prepares what masters and users send, which is not measured. */
    ParleySide(Instance instance) {
        offers = instance.hosts().stream().map(Host::offer).toList();
        demands = instance.asks().stream().map(Ask::demand).toList();
    }

    Matched run() {
        long began = System.nanoTime();
        Matching matching = matcher.match(offers, demands, GroupPlacements.NONE);
        long nanos = System.nanoTime() - began;
        return new Matched(nanos, matching.takes().size(), Math.toIntExact(matching.agentsUsed()));
    }
}
