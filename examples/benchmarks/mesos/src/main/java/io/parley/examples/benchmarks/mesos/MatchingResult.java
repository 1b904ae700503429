package io.parley.examples.benchmarks.mesos;

import java.util.Optional;

/**
 * What both sides made of one instance. Immutable.
 *
 * @param agents what agents there are
 * @param features what is special
 * @param size so many offers by so many demands
 * @param parley Parley
 * @param fenzo Fenzo, if it took part
 * @param bound what nobody can do better
 */
record MatchingResult(
        Instance.Agents agents,
        Instance.Features features,
        int size,
        Matched parley,
        Optional<Matched> fenzo,
        LowerBound bound) {

    /** Parley's throughput as a multiple of Fenzo's. */
    Optional<Double> ratio() {
        return fenzo.map(other -> (double) other.nanos() / parley.nanos());
    }

    /** Serving more is better, then fewer agents; with fewer served, fewer agents are no merit. */
    boolean isPackedNoWorse() {
        return fenzo.map(other -> parley.served() > other.served()
                        || (parley.served() == other.served() && parley.agents() <= other.agents()))
                .orElse(true);
    }
}
