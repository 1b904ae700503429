package io.parley.mesos.matching;

import io.parley.api.configuration.FlinkConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the agents of processes have to be, and how the processes are spread over them. Immutable.
 *
 * <p>As text: constraints between semicolons, each a field, an operator and, but for UNIQUE and GROUP_BY, a value, with
 * colons in between: {@code rack:LIKE:r[12];@zone:GROUP_BY}. A field is the name of an attribute, {@code @hostname},
 * {@code @agent}, {@code @region} or {@code @zone}. The operators are those of Marathon: {@code IS}, {@code LIKE} and
 * {@code UNLIKE}, see {@link Constraint.Operator}; {@code UNIQUE} (no two processes with one value), {@code MAX_PER}
 * (at most so many) and {@code GROUP_BY} (evenly), of which there may be one. A value may hold colons; a semicolon in a
 * regular expression is written {@code \x3B}.
 *
 * @param constraints what every agent has to be
 * @param spread how the processes are spread, if they are
 */
public record AgentConstraints(List<Constraint> constraints, Optional<Spread> spread) {

    /** Parley's key of the constraints on the agents of all processes. */
    public static final String KEY = "parley.mesos.constraints";

    /** Any agent will do. */
    public static final AgentConstraints NONE = new AgentConstraints(List.of(), Optional.empty());

    private static final List<String> FIELDS =
            List.of(Constraint.HOSTNAME, Constraint.AGENT_ID, Constraint.REGION, Constraint.ZONE);

    /**
     * How processes are spread over the values of a field. Immutable.
     *
     * @param field an attribute's name, or one of the fields of {@link Constraint}
     * @param most how many of them one value may hold, above zero, or {@link GroupConstraint#EVENLY}
     */
    public record Spread(String field, int most) {

        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if the field is blank or the number is not above zero
         */
        public Spread {
            GroupConstraint unused = new GroupConstraint("any", field, most);
        }

        /**
         * Gives the constraint for the members of a group.
         *
         * @param group the group's name
         * @return the constraint
         * @throws IllegalArgumentException if the name is blank
         */
        public GroupConstraint of(String group) {
            return new GroupConstraint(group, field, most);
        }
    }

    /** Copies the list. */
    public AgentConstraints {
        constraints = List.copyOf(constraints);
    }

    /**
     * Reads {@code parley.mesos.constraints}.
     *
     * @param configuration the configuration
     * @return the constraints, none where the key is not set or blank
     * @throws IllegalArgumentException if a constraint is malformed; the message names the key and the place
     */
    public static AgentConstraints of(FlinkConfiguration configuration) {
        try {
            return parse(configuration.value(KEY).orElse(""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Cannot use " + KEY + " (" + configuration.origin(KEY) + "): " + e.getMessage(), e);
        }
    }

    /**
     * Reads constraints.
     *
     * @param text the constraints between semicolons, may be blank
     * @return the constraints in their order
     * @throws IllegalArgumentException if one is malformed, or there is more than one way to spread; the message tells
     *     which one
     */
    public static AgentConstraints parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        List<Constraint> constraints = new ArrayList<>();
        Spread spread = null;
        String[] items = text.split(";", -1);
        // One at the end separates nothing.
        int count = items.length > 1 && items[items.length - 1].isBlank() ? items.length - 1 : items.length;
        for (int i = 0; i < count; i++) {
            String item = items[i].strip();
            Written written = Written.of(item, i + 1);
            if (written.isSpread()) {
                if (spread != null) {
                    throw written.malformed("spreads over " + written.field + ", an earlier one over " + spread.field()
                            + ". Keep one of UNIQUE, MAX_PER and GROUP_BY.");
                }
                spread = written.spread();
            } else {
                constraints.add(written.constraint());
            }
        }
        return new AgentConstraints(constraints, Optional.ofNullable(spread));
    }

    /** One constraint as it is written. */
    private record Written(String text, int place, String field, String operator, Optional<String> value) {

        private static final String GRAMMAR = "Write FIELD:IS:VALUE, FIELD:LIKE:EXPRESSION, FIELD:UNLIKE:EXPRESSION,"
                + " FIELD:UNIQUE, FIELD:MAX_PER:NUMBER or FIELD:GROUP_BY.";

        static Written of(String text, int place) {
            String[] parts = text.split(":", 3);
            Written written = new Written(
                    text,
                    place,
                    parts[0].strip(),
                    parts.length > 1 ? parts[1].strip() : "",
                    parts.length > 2 ? Optional.of(parts[2].strip()) : Optional.empty());
            if (written.field.isEmpty() || written.operator.isEmpty()) {
                throw written.malformed("is none. " + GRAMMAR);
            }
            if (written.field.startsWith("@") && !FIELDS.contains(written.field)) {
                throw written.malformed("is on a field that there is not. Write an attribute's name or one of "
                        + String.join(", ", FIELDS) + ".");
            }
            return written;
        }

        IllegalArgumentException malformed(String why) {
            return new IllegalArgumentException("constraint " + place + ", \"" + text + "\", " + why);
        }

        boolean isSpread() {
            return switch (operator) {
                case "IS", "LIKE", "UNLIKE" -> false;
                case "UNIQUE", "MAX_PER", "GROUP_BY" -> true;
                default -> throw malformed("has no operator that there is. " + GRAMMAR);
            };
        }

        Spread spread() {
            if (operator.equals("MAX_PER")) {
                return new Spread(field, number());
            }
            if (value.isPresent()) {
                throw malformed("has a value, which " + operator + " does not take. Remove it.");
            }
            return new Spread(field, operator.equals("UNIQUE") ? 1 : GroupConstraint.EVENLY);
        }

        private int number() {
            String digits = value.orElse("");
            if (!digits.matches("0*[1-9][0-9]{0,8}")) {
                throw malformed("needs a whole number above zero and below 1000000000.");
            }
            return Integer.parseInt(digits);
        }

        Constraint constraint() {
            String wanted =
                    value.filter(text -> !text.isEmpty()).orElseThrow(() -> malformed("has no value. " + GRAMMAR));
            try {
                return new Constraint(field, Constraint.Operator.valueOf(operator), wanted);
            } catch (IllegalArgumentException e) {
                throw malformed("cannot be used. " + e.getMessage());
            }
        }
    }
}
