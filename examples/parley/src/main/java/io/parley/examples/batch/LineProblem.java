package io.parley.examples.batch;

import java.util.List;

/**
 * One reason why a line gives no plan. Immutable.
 *
 * @param message what is wrong and the cure
 * @param keys the keys that are part of it, may be empty
 */
record LineProblem(String message, List<String> keys) {

    /** Copies the list. */
    LineProblem {
        keys = List.copyOf(keys);
    }
}
