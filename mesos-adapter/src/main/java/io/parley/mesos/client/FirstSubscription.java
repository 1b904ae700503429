package io.parley.mesos.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Limits the time until the first subscription. Used by the loop's thread only. */
final class FirstSubscription {

    private final Loop loop;
    private final Duration most;
    private final Consumer<String> inVain;
    private @Nullable Future<?> limit;
    private boolean over;
    private String trouble = "";

    /** @param inVain told the last trouble when the time is up */
    FirstSubscription(Loop loop, Duration most, Consumer<String> inVain) {
        this.loop = loop;
        this.most = most;
        this.inVain = inVain;
    }

    /** Begins to count, unless it does so already or a subscription has succeeded before. */
    void begin() {
        if (!over && limit == null) {
            limit = loop.after(most, () -> {
                limit = null;
                inVain.accept(trouble);
            });
        }
    }

    boolean isOpen() {
        return !over;
    }

    /** Remembers what went wrong last. */
    void trouble(String why) {
        trouble = why;
    }

    /** Counts no more, whether it succeeded or was given up. */
    void stop() {
        if (limit != null) {
            limit.cancel(false);
            limit = null;
        }
    }

    void succeeded() {
        over = true;
        stop();
    }
}
