package io.parley.mesos.negotiation;

import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.state.KnownTask;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.scheduler.Mesos;
import org.jspecify.annotations.Nullable;

/**
 * The books of one framework, its connection with the master, and the lock under which the one follows the other.
 * Thread-safe.
 */
final class Negotiation implements DemandOwner<GrantedTask> {

    private static final System.Logger LOG = System.getLogger(Negotiation.class.getName());

    private final MesosNegotiatorOptions options;
    private final FrameworkStore store;
    private final OrderedSignals signals;
    private final DemandLedger<GrantedTask> ledger;
    private final Outbox outbox;
    private final TaskBook book;
    private final Subscription subscription = new Subscription();
    private final SchedulerCallbacks callbacks = new SchedulerCallbacks(this);
    private final ScheduledExecutorService clock;
    private final CompletableFuture<String> whenSubscribed = new CompletableFuture<>();
    private final FrameworkEnd end;
    private final Detachment detachment;
    private final long start;
    private @Nullable Future<?> ticking;
    private @Nullable Mesos mesos;

    /** Whether nothing is negotiated any more: this is closed, the framework is over, or nothing can be kept. */
    private boolean over;

    private boolean closed;

    private Negotiation(
            FrameworkStore store,
            MesosNegotiatorOptions options,
            NegotiationListener<GrantedTask> listener,
            boolean teardownIsTold) {
        this.options = options;
        this.store = store;
        this.start = options.nanoClock().getAsLong();
        this.signals = new OrderedSignals(
                failure -> LOG.log(System.Logger.Level.WARNING, "A listener of the negotiation failed.", failure));
        this.ledger = new DemandLedger<>(options.settings(), listener, signals);
        this.outbox = new Outbox(store, callbacks);
        this.end = new FrameworkEnd(outbox, options, teardownIsTold);
        this.detachment = new Detachment(options);
        String prefix = "parley-" + UUID.randomUUID().toString().substring(0, 8) + "-";
        int[] number = {0};
        this.book = new TaskBook(ledger, outbox, options, () -> prefix + ++number[0]);
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "parley-mesos-negotiation");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reads the kept state and begins to subscribe.
     *
     * @throws IOException if the state cannot be read; nothing is left behind
     */
    static Negotiation open(
            MesosConnector connector,
            FrameworkStore store,
            MesosNegotiatorOptions options,
            NegotiationListener<GrantedTask> listener)
            throws IOException {
        boolean open = false;
        Negotiation negotiation = null;
        try {
            FrameworkState state = store.load();
            negotiation = new Negotiation(store, options, listener, connector.tellsTeardown());
            negotiation.begin(connector, state);
            open = true;
            return negotiation;
        } finally {
            if (!open && negotiation != null) {
                negotiation.clock.shutdownNow();
                negotiation.release();
            } else if (!open) {
                store.close();
            }
        }
    }

    private void begin(MesosConnector connector, FrameworkState state) {
        synchronized (book) {
            Optional<FrameworkID> known = state.frameworkId()
                    .map(id -> FrameworkID.newBuilder().setValue(id).build());
            subscription.known(known);
            outbox.framework(known.orElse(null));
            state.tasks().values().forEach(task -> book.tasks().recovered(task, now()));
        }
        Mesos connection = connector.connect(callbacks, callbacks);
        synchronized (book) {
            mesos = connection;
        }
        long tick = options.times().tick().toNanos();
        ticking = clock.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.NANOSECONDS);
    }

    MesosNegotiatorOptions options() {
        return options;
    }

    TaskBook book() {
        return book;
    }

    Outbox outbox() {
        return outbox;
    }

    Subscription subscription() {
        return subscription;
    }

    FrameworkEnd end() {
        return end;
    }

    Detachment detachment() {
        return detachment;
    }

    /** Tells whether nothing is negotiated any more; asked under the lock. */
    boolean isOver() {
        return over;
    }

    /** Gives what has passed since this was made. */
    Duration now() {
        return Duration.ofNanos(options.nanoClock().getAsLong() - start);
    }

    /** Looks at the books. */
    <T> T read(Supplier<T> look) {
        synchronized (book) {
            return look.get();
        }
    }

    /** Does something to the books, and outside of the lock what follows from it. */
    <T> T changing(Supplier<T> change) {
        T result;
        synchronized (book) {
            result = change.get();
            outbox.seal();
        }
        outbox.deliver();
        // A signal may call the code of users, which may come back here.
        signals.deliver();
        return result;
    }

    /** Does something to the books, like {@link #changing}. */
    void doing(Runnable change) {
        changing(() -> {
            change.run();
            return true;
        });
    }

    /** What escaped would end the thread of the client or the clock, and with it the negotiation. */
    void guarded(Runnable change) {
        try {
            doing(change);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "The negotiation met a fault of its own and goes on.", e);
        }
    }

    private void tick() {
        guarded(() -> {
            if (!over) {
                book.tick(now());
            }
        });
    }

    /** Tells of a passing trouble. */
    void trouble(String message) {
        guarded(() -> {
            if (!over) {
                ledger.trouble(Verdict.of(Verdict.Outcome.WAIT, message));
            }
        });
    }

    private void refuseUseAfterEnd() {
        if (over) {
            throw new IllegalStateException("Cannot negotiate any more: "
                    + (closed ? "this negotiator is closed." : "the framework is over.") + " Open another one.");
        }
    }

    /**
     * Asks for a task.
     *
     * @throws IllegalStateException if nothing is negotiated any more
     */
    DemandHandle<GrantedTask> ask(Demand demand, OpenDemands.Wish wish) {
        return changing(() -> {
            refuseUseAfterEnd();
            return book.add(this, demand, wish, now());
        });
    }

    /**
     * Makes a task of an earlier run the task of a demand.
     *
     * @throws IllegalArgumentException if there is no such task, or it is smaller than the plan
     * @throws IllegalStateException if nothing is negotiated any more
     */
    DemandHandle<GrantedTask> adopt(String task, Demand demand, OpenDemands.Wish wish) {
        return changing(() -> {
            refuseUseAfterEnd();
            KnownTask found = book.tasks()
                    .unclaimed(task, demand.requirements().plan().totalProcess().mebibytesRoundedUp(), demand.name());
            return book.adopt(this, demand, wish, found, now());
        });
    }

    /** Ends the tasks of earlier runs that have no demand. */
    void releaseRecovered() {
        doing(() -> {
            if (!over) {
                book.tasks().unclaimed().forEach(task -> book.tasks().unwanted(task.id(), now()));
            }
        });
    }

    /** Ends the process of a demand, which goes on until that is told. */
    void end(DemandHandle<GrantedTask> demand, Duration grace) {
        doing(() -> {
            if (!over && demand instanceof TrackedDemand<GrantedTask> tracked) {
                book.end(tracked, grace, now());
            }
        });
    }

    /** Explains why a demand waits, by the last offers. */
    Verdict explain(DemandHandle<GrantedTask> demand) {
        return read(() -> demand instanceof TrackedDemand<GrantedTask> tracked
                ? book.explain(tracked)
                : Verdict.of(Verdict.Outcome.ADMIT, "It is no demand of this negotiator."));
    }

    @Override
    public boolean change(TrackedDemand<GrantedTask> tracked, Demand other) {
        return changing(() -> !over && book.change(tracked, other, now()));
    }

    @Override
    public void cancel(TrackedDemand<GrantedTask> tracked) {
        doing(() -> {
            if (!over) {
                book.cancel(tracked, now());
            }
        });
    }

    /** Gives the first subscription; completed by nobody else. */
    CompletableFuture<String> whenSubscribed() {
        return whenSubscribed.copy();
    }

    /** Tells, under the lock, that there is a subscription. */
    void tellSubscribed(String framework) {
        detachment.taken(signals);
        signals.add(() -> whenSubscribed.complete(framework));
    }

    MesosNegotiationFigures figures() {
        return read(() -> new MesosNegotiationFigures(
                book.tasks().held().size(),
                callbacks.offers(),
                callbacks.rescinded(),
                callbacks.updates(),
                book.tasks().duplicates(),
                ledger.isWaiting(),
                subscription.isThere(),
                book.tasks().isReconciled()));
    }

    /** Puts, under the lock, a new framework into the place of one that the master has removed. */
    void startAnew(Mesos connection, String message) {
        ledger.trouble(Verdict.of(
                Verdict.Outcome.WAIT,
                "The Mesos master says: " + message + ". A new framework is subscribed in its place."));
        subscription.forgotten();
        book.disconnected();
        outbox.framework(null);
        book.frameworkRemoved("The framework was removed: " + message, now());
        outbox.then(connection::reconnect);
    }

    /** Ends, under the lock, the negotiation, not the tasks. */
    void finish(Verdict verdict) {
        if (!over) {
            over = true;
            ledger.closeAll(verdict, now());
            book.clear();
            detachment.end(signals);
        }
        if (!whenSubscribed.isDone()) {
            signals.add(() -> whenSubscribed.completeExceptionally(new IOException(verdict.statement())));
        }
    }

    /** Leaves the framework and what runs to a later run when this is closed. */
    void detach() {
        synchronized (book) {
            detachment.begin();
        }
    }

    /** Does the same, and has the master keep the framework for some time, which its next subscription says. */
    CompletableFuture<Duration> detach(Duration failoverTimeout) {
        return changing(() -> {
            Mesos connection = mesos;
            if (!detachment.begin(failoverTimeout)) {
                detachment.tellKept(signals);
            } else if (!over && connection != null) {
                outbox.then(connection::reconnect);
            }
            return detachment.kept();
        });
    }

    /** Ends the framework and everything that runs in it, unless it was detached. */
    void close() {
        read(() -> over ? Optional.<FrameworkID>empty() : subscription.framework())
                .ifPresent(detachment::await);
        Optional<FrameworkID> ending;
        synchronized (book) {
            if (closed) {
                return;
            }
            closed = true;
            ending = detachment.isWanted() ? Optional.empty() : subscription.framework();
            if (!over) {
                if (detachment.isWanted()) {
                    book.abandon(now());
                } else {
                    book.cancelAll(now());
                }
            }
            over = true;
            detachment.end(signals);
            if (subscription.severance() == Subscription.Severance.NONE) {
                ending.ifPresent(id -> end.begin(id, subscription.standing()));
            }
            outbox.seal();
        }
        if (ticking != null) {
            ticking.cancel(false);
        }
        clock.shutdown();
        outbox.deliver();
        signals.deliver();
        whenSubscribed.cancel(false);
        try {
            ending.ifPresent(id -> end.complete(id, subscription.severance(), store));
        } finally {
            release();
        }
    }

    private void release() {
        Mesos connection;
        synchronized (book) {
            connection = mesos;
            mesos = null;
        }
        outbox.connection(null);
        if (connection instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "The connection with the Mesos master could not be closed.", e);
            }
        }
        store.close();
    }
}
