package io.parley.mesos.negotiation;

import io.parley.mesos.client.TokenBucket;
import java.time.Duration;

/**
 * Whether offers are wanted, and that the master knows: suppressed while nothing waits, revived when demand comes,
 * which makes the master forget what was declined, so not too often. Time is a parameter. Not thread-safe.
 */
final class OfferAppetite {

    private final TaskPort port;
    private final TokenBucket revivals;
    private boolean subscribed;
    private boolean suppressed;
    private boolean grown;

    OfferAppetite(TaskPort port, int burst, Duration interval) {
        this.port = port;
        this.revivals = new TokenBucket(burst, interval, Duration.ZERO);
    }

    /** Enters a new wish, for which something may fit that was declined before. */
    void grew() {
        grown = true;
    }

    void subscribed(boolean withoutOffers) {
        subscribed = true;
        suppressed = withoutOffers;
    }

    void disconnected() {
        subscribed = false;
    }

    /**
     * Tells the master what it does not know yet.
     *
     * @param hungry whether something waits for an offer
     * @param idle whether nothing waits, not even for its back-off to pass
     */
    void changed(boolean hungry, boolean idle, Duration now) {
        if (!subscribed) {
            return;
        }
        if (idle) {
            grown = false;
            if (!suppressed) {
                suppressed = true;
                port.suppress();
            }
        } else if (hungry && (grown || suppressed) && revivals.take(now)) {
            grown = false;
            suppressed = false;
            port.revive();
        }
    }
}
