package io.parley.mesos.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Notices that a master has fallen silent on a stream. Used by the loop's thread only. */
final class HeartbeatWatch {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Loop loop;
    private final ClientOptions.Waits waits;
    private final EventStream stream;
    private final URI master;
    private final Consumer<String> silent;
    private Duration most;
    private Future<?> check;

    /**
     * Begins; until the master tells its interval, the first event has as long as an answer.
     *
     * @param silent told when the master has been silent for too long
     */
    HeartbeatWatch(Loop loop, ClientOptions.Waits waits, EventStream stream, URI master, Consumer<String> silent) {
        this.loop = loop;
        this.waits = waits;
        this.stream = stream;
        this.master = master;
        this.silent = silent;
        this.most = waits.answer();
        this.check = loop.after(most, this::check);
    }

    /** The master tells how often it sends. */
    void interval(Event.Subscribed subscribed) {
        most = limit(subscribed.getHeartbeatIntervalSeconds(), waits);
    }

    void stop() {
        check.cancel(false);
    }

    /** How long a master that sends so often may be silent; a number that makes no sense is not believed. */
    static Duration limit(double intervalSeconds, ClientOptions.Waits waits) {
        if (!(intervalSeconds > 0) || intervalSeconds > LONGEST.toSeconds()) {
            return waits.answer();
        }
        Duration all = Duration.ofMillis(Math.round(intervalSeconds * 1000)).multipliedBy(waits.missedHeartbeats());
        return all.compareTo(SHORTEST) < 0 ? SHORTEST : all;
    }

    private void check() {
        Duration silence = stream.silence();
        if (silence.compareTo(most) >= 0) {
            silent.accept("The Mesos master " + TransportFailure.name(master) + " has been silent for "
                    + silence.toMillis() + " ms; after " + most.toMillis() + " ms without a heartbeat it counts as"
                    + " lost.");
        } else {
            check = loop.after(most.minus(silence).plus(SHORTEST.dividedBy(10)), this::check);
        }
    }
}
