package io.parley.mesos.client;

import java.time.Duration;

/** Counts streams that end because of what comes, which comes again after another subscription. Not thread-safe. */
final class UnreadableStreams {

    private static final int MOST = 3;

    /** A stream that lives longer says that what ended the one before does not come with every subscription. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private final int eventBytes;
    private int inARow;

    /** @param eventBytes the bound on events */
    UnreadableStreams(int eventBytes) {
        this.eventBytes = eventBytes;
    }

    /** Whether another subscription is of no use after a stream that lived for so long. */
    boolean inVainAfter(EventStream.End how, Duration lived) {
        if (lived.compareTo(LONG) > 0) {
            inARow = 0;
        }
        if (how != EventStream.End.LOST) {
            inARow++;
        }
        if (inARow < MOST) {
            return false;
        }
        inARow = 0;
        return true;
    }

    /** What the scheduler is told then. */
    String message(String why, EventStream.End how) {
        return why + " So ended " + MOST
                + " subscriptions in a row; there is no other before the scheduler reconnects. "
                + (how == EventStream.End.TOO_LARGE
                        ? "Raise the bound on an event, which is " + eventBytes
                                + " bytes of memory (parley.mesos.event-memory, ClientOptions.Bounds.eventBytes), and the"
                                + " heap with it."
                        : "Check that a Mesos master is at this address, and no proxy before it that changes its answers"
                                + " (mesos.master).");
    }
}
