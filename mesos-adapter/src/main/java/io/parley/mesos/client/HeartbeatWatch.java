package io.parley.mesos.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** Notices that a master has fallen silent. Used by the loop's thread only. */
final class HeartbeatWatch {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Loop loop;
    private final ClientOptions.Waits waits;
    private final Consumer<String> silent;
    private Duration most;
    private @Nullable Future<?> check;

    /** @param silent told when the master has been silent for too long */
    HeartbeatWatch(Loop loop, ClientOptions.Waits waits, Consumer<String> silent) {
        this.loop = loop;
        this.waits = waits;
        this.silent = silent;
        this.most = waits.answer();
    }

    /** Begins; until the master tells its interval, the first event has as long as an answer. */
    void watch(EventStream stream, URI master) {
        stop();
        most = waits.answer();
        checkLater(stream, master, most);
    }

    /** The master tells how often it sends. */
    void interval(Event.Subscribed subscribed) {
        most = limit(subscribed.getHeartbeatIntervalSeconds(), waits);
    }

    void stop() {
        if (check != null) {
            check.cancel(false);
            check = null;
        }
    }

    /** How long a master that sends so often may be silent; a number that makes no sense is not believed. */
    static Duration limit(double intervalSeconds, ClientOptions.Waits waits) {
        if (!(intervalSeconds > 0) || intervalSeconds > LONGEST.toSeconds()) {
            return waits.answer();
        }
        Duration all = Duration.ofMillis(Math.round(intervalSeconds * 1000)).multipliedBy(waits.missedHeartbeats());
        return all.compareTo(SHORTEST) < 0 ? SHORTEST : all;
    }

    private void checkLater(EventStream stream, URI master, Duration delay) {
        check = loop.after(delay, () -> {
            Duration silence = stream.silence();
            if (silence.compareTo(most) >= 0) {
                silent.accept("The Mesos master " + TransportFailure.name(master) + " has been silent for "
                        + silence.toMillis() + " ms; after " + most.toMillis() + " ms without a heartbeat it counts as"
                        + " lost.");
            } else {
                checkLater(stream, master, most.minus(silence).plus(SHORTEST.dividedBy(10)));
            }
        });
    }
}
