package io.parley.mesos.negotiation;

import io.parley.api.negotiation.OrderedSignals;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;

/**
 * Whether a framework is left to a later run, and how long its master keeps it for that. A master learns another
 * failover timeout from the next subscription; every version of Mesos does. Guarded by the negotiation's lock but for
 * waiting.
 */
final class Detachment {

    private static final System.Logger LOG = System.getLogger(Detachment.class.getName());

    private final Duration within;
    private volatile CompletableFuture<Duration> kept = new CompletableFuture<>();
    private FrameworkInfo framework;
    private FrameworkInfo subscribedAs;
    private boolean wanted;
    private boolean over;
    private volatile boolean awaited;

    Detachment(MesosNegotiatorOptions options) {
        this.within = options.times().endWithin();
        this.framework = options.framework();
        this.subscribedAs = framework;
    }

    /** Gives who subscribes next. */
    FrameworkInfo subscribing() {
        subscribedAs = framework;
        return framework;
    }

    boolean isWanted() {
        return wanted;
    }

    void begin() {
        wanted = true;
    }

    /** Wants the framework to be kept for some time; tells whether another subscription has to say so. */
    boolean begin(Duration failoverTimeout) {
        wanted = true;
        double seconds = failoverTimeout.toMillis() / 1000.0;
        if (framework.getFailoverTimeout() == seconds) {
            return awaited;
        }
        framework = framework.toBuilder().setFailoverTimeout(seconds).build();
        if (!awaited) {
            // What there was says the time before this one.
            kept = new CompletableFuture<>();
        }
        if (over) {
            kept.cancel(false);
        }
        awaited = true;
        return true;
    }

    /** The master has taken the last subscription. */
    void taken(OrderedSignals signals) {
        if (wanted && subscribedAs.equals(framework)) {
            tellKept(signals);
        }
    }

    /** Nothing has to be told to the master, or it has taken it. */
    void tellKept(OrderedSignals signals) {
        awaited = false;
        Duration time = Duration.ofMillis(Math.round(framework.getFailoverTimeout() * 1000));
        CompletableFuture<Duration> told = kept;
        signals.add(() -> told.complete(time));
    }

    /**
     * Gives what completes with the failover timeout that the master knows: where several were wanted before it took
     * one, the last of them.
     */
    CompletableFuture<Duration> kept() {
        return kept.copy();
    }

    /** Waits, for a bounded time, for what the master has to be told of a framework; called without the lock. */
    void await(FrameworkID id) {
        boolean cancelled = Thread.interrupted();
        long deadline = System.nanoTime() + within.toNanos();
        while (awaited && !kept.isDone() && System.nanoTime() - deadline < 0) {
            try {
                kept.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                cancelled = true;
            } catch (TimeoutException | ExecutionException | CancellationException e) {
                // What there is to say comes below.
            }
        }
        if (awaited) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The Mesos master was not told within {0} how long to keep the framework {1}: it ends it with what"
                            + " runs in it after the failover timeout that it knows.",
                    within,
                    id.getValue());
        }
        if (cancelled) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing more is told to the master. */
    void end(OrderedSignals signals) {
        over = true;
        CompletableFuture<Duration> told = kept;
        signals.add(() -> told.cancel(false));
    }
}
