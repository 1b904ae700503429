package io.parley.mesos.negotiation;

import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * The end of a framework at its master: TEARDOWN, and once more after another subscription where it was lost. Every
 * call but {@link #complete} is made under the negotiator's lock.
 */
final class FrameworkEnd {

    private static final System.Logger LOG = System.getLogger(FrameworkEnd.class.getName());

    /** What a master says to a framework that it has ended. Source: Mesos' master. */
    private static final String REMOVED = "Framework has been removed";

    /** Each costs a subscription, so a master that takes none of them is left alone soon. */
    private static final int MOST_TRIES = 5;

    private final Outbox outbox;
    private final MesosNegotiatorOptions options;
    private final boolean answersAreTold;
    private final CountDownLatch decided = new CountDownLatch(1);
    private Optional<FrameworkID> framework = Optional.empty();
    private boolean sent;
    private int losses;
    private volatile boolean ended;
    private volatile String trouble = "There was no subscription.";

    /**
     * Prepares the end.
     *
     * @param answersAreTold whether the connector tells that a TEARDOWN was taken; otherwise the end of the stream does
     */
    FrameworkEnd(Outbox outbox, MesosNegotiatorOptions options, boolean answersAreTold) {
        this.outbox = outbox;
        this.options = options;
        this.answersAreTold = answersAreTold;
    }

    /** Tells whether a master's error means that the framework is no more. */
    static boolean isRemoval(String error) {
        return error.contains(REMOVED);
    }

    /** The framework as it is when its end is wanted. */
    enum Standing {
        /** The master listens. */
        SUBSCRIBED,
        /** A master is there, and nobody has subscribed. */
        CONNECTED,
        /** A subscription is under way, or no master is known. */
        AWAITED
    }

    /** Wants the end from now on. */
    void begin(FrameworkID id, Standing standing) {
        framework = Optional.of(id);
        switch (standing) {
            case SUBSCRIBED -> tearDown(id);
            case CONNECTED -> subscribe(id);
            case AWAITED -> {
                // The next event or connection goes on with it.
            }
        }
    }

    private boolean isWanted() {
        return framework.isPresent() && decided.getCount() > 0;
    }

    /** A subscription can be sent. */
    void connected() {
        if (isWanted()) {
            framework.ifPresent(this::subscribe);
        }
    }

    private void subscribe(FrameworkID id) {
        sent = false;
        outbox.sendInAnyCase(SchedulerCalls.subscribe(
                options.framework(), Optional.of(id), List.of(options.rules().role())));
    }

    private void tearDown(FrameworkID id) {
        sent = true;
        trouble = "It did not say that it took the end.";
        outbox.sendInAnyCase(SchedulerCalls.plain(id, Call.Type.TEARDOWN));
    }

    /** The stream is over; of a connector that tells no answers, this is the answer. */
    void disconnected() {
        if (isWanted() && sent && !answersAreTold) {
            decide(true);
        }
    }

    void received(Event event) {
        if (!isWanted()) {
            return;
        }
        if (event.getType() == Event.Type.SUBSCRIBED) {
            framework.ifPresent(this::tearDown);
        } else if (event.getType() == Event.Type.ERROR) {
            trouble = event.getError().getMessage();
            decide(isRemoval(trouble));
        }
    }

    /** The master has taken the end. */
    void taken() {
        if (isWanted()) {
            decide(true);
        }
    }

    /** A call may not have arrived, or the master did not want it. */
    void notTaken(Call call, String why) {
        if (!isWanted() || !sent || call.getType() != Call.Type.TEARDOWN) {
            return;
        }
        sent = false;
        trouble = why;
        losses++;
        if (losses >= MOST_TRIES) {
            decide(false);
        } else {
            // Whether it did arrive, the answer to the next subscription tells.
            outbox.inAnyCase(Mesos::reconnect);
        }
    }

    private void decide(boolean success) {
        ended = success;
        decided.countDown();
    }

    /**
     * Waits for the end, for a bounded time, and has the store forget the framework then; otherwise says who is left.
     * Called without the lock.
     */
    void complete(FrameworkID id, Subscription.Severance severance, FrameworkStore store) {
        switch (severance) {
            case NONE -> await(id, store);
            case REFUSED -> warn(id, "It takes no subscription of it.");
            case FOR_GOOD -> {
                // There is nothing to end, or it is for another scheduler to end.
            }
        }
    }

    private void await(FrameworkID id, FrameworkStore store) {
        if (!isDecidedWithin(options.times().endWithin())) {
            warn(id, trouble);
            return;
        }
        // Stores may fail in an interrupted thread.
        boolean interrupted = Thread.interrupted();
        try {
            store.append(List.of(new FrameworkState.Change.Forgotten()));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The state of an ended framework could not be forgotten.", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Says that a framework lives on. */
    private void warn(FrameworkID id, String why) {
        LOG.log(
                System.Logger.Level.WARNING,
                "The Mesos master did not take the end of the framework {0} within {1}: {2} What runs in it goes on"
                        + " until its failover timeout has passed; end it at the master (TEARDOWN).",
                id.getValue(),
                options.times().endWithin(),
                why);
    }

    private boolean isDecidedWithin(Duration most) {
        boolean cancelled = Thread.interrupted();
        long deadline = System.nanoTime() + most.toNanos();
        boolean done = false;
        while (!done && System.nanoTime() - deadline < 0) {
            try {
                done = decided.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                cancelled = true;
            }
        }
        if (cancelled) {
            Thread.currentThread().interrupt();
        }
        return done && ended;
    }
}
