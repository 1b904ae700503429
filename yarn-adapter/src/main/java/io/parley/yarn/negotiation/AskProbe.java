package io.parley.yarn.negotiation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/**
 * Finds the request at fault where YARN refuses several at once and names none: they are held back and let out one
 * after the other, each when the one before was answered or refused. Not thread-safe.
 */
final class AskProbe {

    private final Deque<ContainerShape> heldBack = new ArrayDeque<>();
    private long waitsFor;

    /** Tells whether a shape's requests are not with YARN at the moment. */
    boolean holdsBack(ContainerShape shape) {
        return heldBack.contains(shape);
    }

    /** Holds shapes back; the first one is let out when a heartbeat without them was answered. */
    void begin(Collection<ContainerShape> suspects, long next) {
        heldBack.addAll(suspects);
        waitsFor = next;
    }

    /**
     * Enters an answered heartbeat.
     *
     * @param heartbeat the last one that was answered
     * @param next the first one that carries what is requested now
     * @return the shape to ask for now, if it is another one's turn
     */
    Optional<ContainerShape> answered(long heartbeat, long next) {
        if (heldBack.isEmpty() || heartbeat < waitsFor) {
            return Optional.empty();
        }
        waitsFor = next;
        return Optional.of(heldBack.removeFirst());
    }
}
