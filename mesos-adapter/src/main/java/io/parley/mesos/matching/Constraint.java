package io.parley.mesos.matching;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Value;

/**
 * What an agent has to be for a process. Immutable.
 *
 * @param field an attribute's name, or one of {@link #HOSTNAME}, {@link #AGENT_ID}, {@link #REGION}, {@link #ZONE}
 * @param operator how it is compared
 * @param value what it is compared with
 */
public record Constraint(String field, Operator operator, String value) {

    /** The agent's host name. */
    public static final String HOSTNAME = "@hostname";

    /** The agent's id. */
    public static final String AGENT_ID = "@agent";

    /** The name of the agent's region. */
    public static final String REGION = "@region";

    /** The name of the agent's zone. */
    public static final String ZONE = "@zone";

    /** How a field is compared. */
    public enum Operator {
        /**
         * A text or an item of a set is the same; a scalar is the same with three decimals; a range holds the number.
         */
        IS,
        /**
         * The whole text, or an item of a set, matches a regular expression; of ranges their text does, such as
         * {@code 10-20,30-31}, or they hold the number that the expression is.
         */
        LIKE,
        /** There is the field, and nothing of it matches the regular expression. */
        UNLIKE
    }

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if the field is blank, or a regular expression is none
     */
    public Constraint {
        if (field.isBlank()) {
            throw new IllegalArgumentException("A constraint needs the name of an attribute or of a field.");
        }
        if (operator != Operator.IS) {
            try {
                Pattern.compile(value);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "Cannot use the constraint " + field + " " + operator + " \"" + value + "\": "
                                + e.getDescription() + " at position " + e.getIndex() + ".",
                        e);
            }
        }
    }

    /**
     * Wants a field to be a value.
     *
     * @param field an attribute's name, or one of the fields named here
     * @param value the value
     * @return the constraint
     * @throws IllegalArgumentException if the field is blank
     */
    public static Constraint is(String field, String value) {
        return new Constraint(field, Operator.IS, value);
    }

    boolean holds(Agent agent) {
        Optional<String> known = agent.field(field);
        if (known.isPresent()) {
            // An agent without a fault domain has no region and no zone.
            return !known.get().isEmpty() && holdsText(known.get());
        }
        Attribute attribute = agent.attribute(field);
        return attribute != null && holds(attribute);
    }

    private boolean holds(Attribute attribute) {
        return switch (attribute.getType()) {
            case TEXT -> holdsText(attribute.getText().getValue());
            case SCALAR -> holdsNumber(attribute.getScalar().getValue());
            case RANGES -> holdsRanges(attribute.getRanges());
            case SET -> holdsSet(attribute.getSet());
        };
    }

    private boolean holdsText(String text) {
        return switch (operator) {
            case IS -> text.equals(value);
            case LIKE -> Pattern.matches(value, text);
            case UNLIKE -> !Pattern.matches(value, text);
        };
    }

    private boolean holdsNumber(double number) {
        return switch (operator) {
            case IS -> sameNumber(number);
            case LIKE, UNLIKE -> holdsText(FixedPoint.text(Math.round(number * 1000)));
        };
    }

    private boolean sameNumber(double number) {
        try {
            return Math.round(Double.parseDouble(value) * 1000) == Math.round(number * 1000);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private boolean holdsRanges(Value.Ranges ranges) {
        return switch (operator) {
            case IS -> isInside(ranges);
            case LIKE -> isInside(ranges) || Pattern.matches(value, Agent.textOf(ranges));
            case UNLIKE -> !isInside(ranges) && !Pattern.matches(value, Agent.textOf(ranges));
        };
    }

    private boolean isInside(Value.Ranges ranges) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            return false;
        }
        return ranges.getRangeList().stream().anyMatch(range -> range.getBegin() <= number && number <= range.getEnd());
    }

    private boolean holdsSet(Value.Set set) {
        return switch (operator) {
            case IS -> set.getItemList().contains(value);
            case LIKE -> set.getItemList().stream().anyMatch(item -> Pattern.matches(value, item));
            case UNLIKE -> set.getItemList().stream().noneMatch(item -> Pattern.matches(value, item));
        };
    }

    /** Gives it for people. */
    @Override
    public String toString() {
        return field + " " + operator + " " + Objects.requireNonNull(value);
    }
}
