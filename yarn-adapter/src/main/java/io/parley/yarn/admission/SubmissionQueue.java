package io.parley.yarn.admission;

import io.parley.api.environment.ResourceLimit.Bound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A queue as one application sees it. Immutable.
 *
 * @param name the queue that applications end up in: its full path where that is known
 * @param standing whether there is such a queue
 * @param alternatives the queues that take applications, where the standing is another than {@link Standing#LEAF}
 * @param state how it takes applications
 * @param access who may submit
 * @param labels the nodes it has access to
 * @param ceiling the most that all of it may use of each resource, and the key that says so; what is not named is not
 *     limited or not known
 * @param used what it uses of each resource now; empty where that is not known
 */
public record SubmissionQueue(
        String name,
        Standing standing,
        List<String> alternatives,
        State state,
        Access access,
        Labels labels,
        Map<String, Bound> ceiling,
        Optional<Map<String, Long>> used) {

    /** Copies the collections. */
    public SubmissionQueue {
        alternatives = List.copyOf(alternatives);
        ceiling = Map.copyOf(ceiling);
        used = used.map(Map::copyOf);
    }

    /** Tells whether applications may ever be in it; of another one there is nothing to say. */
    boolean mayHold() {
        return switch (standing) {
            case LEAF, ON_DEMAND, UNKNOWN, BY_RULE -> true;
            case PARENT, MISSING, AMBIGUOUS -> false;
        };
    }

    SubmissionQueue withCeiling(Map<String, Bound> most, Optional<Map<String, Long>> inUse) {
        return new SubmissionQueue(name, standing, alternatives, state, access, labels, most, inUse);
    }

    /** Whether a queue takes applications by its place in the tree. */
    public enum Standing {
        /** It exists and takes applications. */
        LEAF,
        /** It exists, and only the queues below it take applications. */
        PARENT,
        /** It does not exist. */
        MISSING,
        /** More than one queue has that name. */
        AMBIGUOUS,
        /** It does not exist yet, and the scheduler makes it for the application. */
        ON_DEMAND,
        /** Whether there is or will be such a queue is not known. */
        UNKNOWN,
        /** Rules of the scheduler decide in which queue the application ends up, and it need not be this one. */
        BY_RULE
    }

    /**
     * Whether a queue takes applications now.
     *
     * @param running whether it does
     * @param key the key that says so
     */
    public record State(boolean running, String key) {}

    /** Whether a user may do something. */
    public enum Permission {
        /** The user may. */
        YES,
        /** The user may not. */
        NO,
        /** Only groups of the user may, and which those are is not known. */
        UP_TO_GROUPS,
        /** Nobody looks at it, or it is not known who does. */
        NOT_KNOWN
    }

    /**
     * Whether the user may submit to a queue.
     *
     * @param user the user
     * @param permission whether the user may
     * @param key the key that says so
     */
    public record Access(String user, Permission permission, String key) {}

    /**
     * The node labels of a queue.
     *
     * @param accessible the labels whose nodes it may use, {@code *} for every one; empty where that is not known
     * @param key the key that says so
     * @param byDefault the label of those who ask for none
     */
    public record Labels(Optional<Set<String>> accessible, String key, Optional<String> byDefault) {

        boolean mayUse(String label) {
            return accessible
                    .map(labels -> labels.contains(label) || labels.contains("*"))
                    .orElse(true);
        }
    }
}
