package io.parley.mesos.matching;

import java.util.List;
import java.util.Optional;

/**
 * One process that wants to take something. Immutable.
 *
 * @param name what it is called in messages and results
 * @param need what it takes
 * @param constraints what the agent has to be
 * @param group how its group is spread, if it is in one
 */
public record OfferDemand(
        String name, ResourceNeed need, List<Constraint> constraints, Optional<GroupConstraint> group) {

    /** Copies the list. */
    public OfferDemand {
        constraints = List.copyOf(constraints);
    }

    /**
     * Makes a demand that any agent suits.
     *
     * @param name what it is called
     * @param need what it takes
     * @return the demand
     */
    public static OfferDemand of(String name, ResourceNeed need) {
        return new OfferDemand(name, need, List.of(), Optional.empty());
    }
}
