package io.parley.mesos.matching;

import java.util.Optional;
import org.apache.mesos.v1.Protos.Offer;

/**
 * How the processes of a group are spread over the values of a field. Immutable.
 *
 * @param group the group; all demands of one name are one group
 * @param field an attribute's name, or one of the fields of {@link Constraint}
 * @param most how many of the group one value may hold, above zero; {@link #EVENLY} spreads them evenly instead
 */
public record GroupConstraint(String group, String field, int most) {

    /** No value holds more of the group than another one that could hold one more. */
    public static final int EVENLY = Integer.MAX_VALUE;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if a name is blank or the number is not above zero
     */
    public GroupConstraint {
        if (group.isBlank() || field.isBlank()) {
            throw new IllegalArgumentException("A group needs a name and a field that are not blank.");
        }
        if (most < 1) {
            throw new IllegalArgumentException("One value of " + field
                    + " must be allowed to hold at least one process of the group " + group + ", not " + most + ".");
        }
    }

    /**
     * Wants a different value for every process of the group.
     *
     * @param group the group
     * @param field an attribute's name, or one of the fields of {@link Constraint}
     * @return the constraint
     * @throws IllegalArgumentException if a name is blank
     */
    public static GroupConstraint unique(String group, String field) {
        return new GroupConstraint(group, field, 1);
    }

    /**
     * Spreads the group evenly over the values.
     *
     * @param group the group
     * @param field an attribute's name, or one of the fields of {@link Constraint}
     * @return the constraint
     * @throws IllegalArgumentException if a name is blank
     */
    public static GroupConstraint groupBy(String group, String field) {
        return new GroupConstraint(group, field, EVENLY);
    }

    /**
     * Gives the value of the field on an agent.
     *
     * @param offer an offer of the agent
     * @return the value as it is counted; empty where the agent has none
     */
    public Optional<String> valueOn(Offer offer) {
        Agent agent = new Agent(0, "");
        agent.add(offer);
        return agent.valueOf(field);
    }

    boolean isEven() {
        return most == EVENLY;
    }
}
