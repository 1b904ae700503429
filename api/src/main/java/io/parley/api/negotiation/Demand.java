package io.parley.api.negotiation;

import io.parley.api.environment.ProcessRequirements;
import java.util.Optional;

/**
 * One process that is wanted. Immutable.
 *
 * @param name what it is called in messages, for instance {@code worker 7}; need not be unique
 * @param requirements the plan and what else it needs
 * @param spread the group whose members keep to different hosts, if it is in one
 * @param replacement whether it is asked for again when it is lost after it ran
 */
public record Demand(
        String name, ProcessRequirements requirements, Optional<SpreadGroup> spread, Replacement replacement) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public Demand {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A demand needs a name that is not blank, for its messages.");
        }
    }

    /**
     * Asks for a process on any host, once.
     *
     * @param name what it is called in messages
     * @param requirements the plan and what else it needs
     * @return the demand
     * @throws IllegalArgumentException if the name is blank
     */
    public static Demand of(String name, ProcessRequirements requirements) {
        return new Demand(name, requirements, Optional.empty(), Replacement.NEVER);
    }

    /**
     * Puts the process into a group whose members keep to different hosts.
     *
     * @param group the group
     * @return a demand like this one in the group
     */
    public Demand spreadIn(SpreadGroup group) {
        return new Demand(name, requirements, Optional.of(group), replacement);
    }

    /**
     * Asks for the process again whenever it is lost after it ran.
     *
     * @return a demand like this one that is replaced
     */
    public Demand replacedWhenLost() {
        return new Demand(name, requirements, spread, Replacement.WHEN_LOST);
    }
}
