package io.parley.yarn.negotiation;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.ContainerId;

/**
 * Finds out which containers a ResourceManager that was started again does not know any more: it only learns of them
 * from their nodes, and nobody tells of a node that never came back. Not thread-safe; time is a parameter.
 *
 * <p>They are asked for when the nodes have had the time to come back, and a few times more, for a node may come back
 * even later, with a container that was taken for lost.
 */
final class RollCall {

    /** How often containers are asked for that are not known. */
    private static final int ROUNDS = 5;

    private final Duration grace;
    private final Set<ContainerId> called = new HashSet<>();
    private final Set<ContainerId> missing = new HashSet<>();
    private Duration due = Duration.ZERO;
    private int rounds;

    /**
     * Makes one with nothing to ask.
     *
     * @param grace how long nodes have to come back
     */
    RollCall(Duration grace) {
        this.grace = grace;
    }

    /** Begins anew, with more containers of which a ResourceManager has to know. */
    void begin(Collection<ContainerId> containers, Duration now) {
        missing.retainAll(called);
        called.addAll(containers);
        due = now.plus(grace);
        rounds = 0;
    }

    /** Gives what to ask for now; empty unless it is time. */
    Collection<ContainerId> due(Duration now) {
        if (called.isEmpty() || now.compareTo(due) < 0) {
            return List.of();
        }
        List<ContainerId> all = List.copyOf(called);
        due = now.plus(grace);
        rounds++;
        if (rounds >= ROUNDS) {
            called.clear();
        }
        return all;
    }

    /** Tells whether a container was taken for lost and may still come back. */
    boolean isMissing(ContainerId container) {
        return missing.contains(container);
    }

    /**
     * Tells whether nothing was asked for since the last beginning, so that every answer is that of a ResourceManager
     * before, or comes before the nodes had the time to come back.
     */
    private boolean isTooEarly() {
        return rounds == 0;
    }

    /**
     * Enters that the ResourceManager knows a container. Counts for nothing until it was asked for since the last
     * beginning.
     *
     * @return whether it was missing before
     */
    boolean isBack(ContainerId container) {
        if (isTooEarly()) {
            return false;
        }
        called.remove(container);
        return missing.remove(container);
    }

    /**
     * Enters that the ResourceManager does not know a container. Counts for nothing until it was asked for since the
     * last beginning.
     *
     * @return whether that is new
     */
    boolean isGone(ContainerId container) {
        if (isTooEarly()) {
            return false;
        }
        if (called.contains(container)) {
            return missing.add(container);
        }
        // The last round: nobody will ask for it again.
        return !missing.remove(container);
    }
}
