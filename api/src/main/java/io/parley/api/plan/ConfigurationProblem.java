package io.parley.api.plan;

import java.util.List;

/**
 * One reason why a configuration gives no plan. Immutable.
 *
 * @param statement what is wrong, with the amounts; one or more whole sentences
 * @param keys the keys that are part of it
 * @param cure what to change; one or more whole sentences
 */
public record ConfigurationProblem(String statement, List<String> keys, String cure) {

    /** Copies the list. */
    public ConfigurationProblem {
        keys = List.copyOf(keys);
    }

    /**
     * Gives the statement and the cure.
     *
     * @return a text for people
     */
    public String message() {
        return statement + " " + cure;
    }

    /** Gives the message. */
    @Override
    public String toString() {
        return message();
    }
}
