package io.parley.mesos.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a framework must still know after a crash. Immutable.
 *
 * @param frameworkId the id that the master gave it; empty before it was ever subscribed
 * @param tasks the tasks by id, in the order in which they were launched
 */
public record FrameworkState(Optional<String> frameworkId, Map<String, KnownTask> tasks) {

    /** Nothing was ever subscribed. */
    public static final FrameworkState EMPTY = new FrameworkState(Optional.empty(), Map.of());

    /** Copies the map. */
    public FrameworkState {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    }

    /** One change of a state. */
    public sealed interface Change {

        /**
         * The master gave the framework its id.
         *
         * @param frameworkId the id
         */
        record Subscribed(String frameworkId) implements Change {}

        /**
         * A task is launched, or got further.
         *
         * @param task the task as it is now
         */
        record TaskChanged(KnownTask task) implements Change {}

        /**
         * A task is known to have ended, or never to have been.
         *
         * @param task its id
         */
        record TaskEnded(String task) implements Change {}

        /** The framework is no more: id and tasks are forgotten. */
        record Forgotten() implements Change {}
    }

    /**
     * Gives the state after changes.
     *
     * @param changes the changes in their order
     * @return the state; one that is like this where they change nothing
     */
    public FrameworkState after(List<? extends Change> changes) {
        Optional<String> id = frameworkId;
        Map<String, KnownTask> known = new LinkedHashMap<>(tasks);
        for (Change change : changes) {
            if (change instanceof Change.Subscribed subscribed) {
                id = Optional.of(subscribed.frameworkId());
            } else if (change instanceof Change.TaskChanged changed) {
                known.put(changed.task().id(), changed.task());
            } else if (change instanceof Change.TaskEnded ended) {
                known.remove(ended.task());
            } else if (change instanceof Change.Forgotten) {
                id = Optional.empty();
                known.clear();
            }
        }
        return new FrameworkState(id, known);
    }
}
