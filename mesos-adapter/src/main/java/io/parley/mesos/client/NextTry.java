package io.parley.mesos.client;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What is to be tried next, later the more was in vain. Used by the loop's thread only. */
final class NextTry {

    private final Loop loop;
    private final BackOff backOff;
    private int inVain;
    private @Nullable Future<?> due;

    NextTry(Loop loop, BackOff backOff) {
        this.loop = loop;
        this.backOff = backOff;
    }

    /** Another try was in vain. */
    void inVain() {
        inVain++;
    }

    /** A try succeeded, and its success is over; one that lasted makes the next wait a short one. */
    void over(Duration lasted) {
        inVain = lasted.compareTo(backOff.most()) > 0 ? 1 : inVain + 1;
    }

    /** What was in vain says nothing about the next try. */
    void forget() {
        inVain = 0;
    }

    /** How long to wait now, with jitter. */
    Duration delay() {
        return delay(backOff, Math.max(1, inVain));
    }

    /** How long to wait after so many tries in vain, each time another time, so that not all come back at once. */
    static Duration delay(BackOff backOff, int tries) {
        return backOff.delay(tries, ThreadLocalRandom.current().nextDouble());
    }

    /** Does something later instead of what was to be done next. */
    void after(Duration delay, Runnable work) {
        cancel();
        due = loop.after(delay, work);
    }

    void cancel() {
        if (due != null) {
            due.cancel(false);
            due = null;
        }
    }
}
