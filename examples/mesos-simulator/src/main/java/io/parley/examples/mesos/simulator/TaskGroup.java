package io.parley.examples.mesos.simulator;

import java.util.Set;

/**
 * Tasks that were launched together. Immutable.
 *
 * @param executor what runs them, and perhaps other groups
 * @param tasks their ids
 */
record TaskGroup(GroupExecutor executor, Set<String> tasks) {

    TaskGroup {
        tasks = Set.copyOf(tasks);
    }
}
