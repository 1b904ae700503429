package io.parley.mesos.negotiation;

import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.matching.Decline;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.state.KnownTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Negotiates tasks for Flink processes with a Mesos master, as one framework.
 *
 * <p>Every demand has a handle that completes with what was taken for it or fails with the reason. Offers are answered
 * at once and all of them: a demand takes all of its need or nothing, what is not taken is declined for as long as its
 * reason lasts, and while nothing waits, offers are suppressed. What ends too early is asked for again after a
 * back-off, on hosts that do not keep failing, until too much fails; what was never launched, because its offer was
 * gone, at once.
 *
 * <p>The framework's id and its tasks are kept in a {@link FrameworkStore} before anything is launched or acknowledged,
 * so that a later run finds them: see {@link #recovered()}. After every subscription the master is asked how the tasks
 * are until it has told all. A task of which nobody can tell is lost only when the master has given its agent up, or
 * after a time; should it come back then, it is killed.
 *
 * <p>Thread-safe. One thread looks at what has become due. Handles, the listener and starters are called outside of any
 * lock, one after the other, in that thread, in one of the Mesos client or in that of any caller.
 */
public final class MesosNegotiator implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(MesosNegotiator.class.getName());

    private final MesosNegotiatorOptions options;
    private final FrameworkStore store;
    private final OrderedSignals signals;
    private final DemandLedger<GrantedTask> ledger;
    private final Outbox outbox;
    private final TaskBook book;
    private final Owner owner = new Owner();
    private final ScheduledExecutorService clock;
    private final CompletableFuture<String> whenSubscribed = new CompletableFuture<>();
    private final FrameworkEnd end;
    private final long start;
    private @Nullable Future<?> ticking;
    private Optional<FrameworkID> framework = Optional.empty();
    private @Nullable Mesos mesos;
    private boolean subscribed;
    /** A subscription could be sent and was not, because this is over. */
    private boolean unasked;

    private boolean over;
    /** The master itself has ended the subscription. */
    private Severance severance = Severance.NONE;

    private boolean closed;
    private boolean detached;
    private long offers;
    private long rescinded;
    private long updates;

    /** How a master may end a subscription. */
    private enum Severance {
        NONE,
        /** The framework is no more, or another scheduler's. */
        FOR_GOOD,
        /** The master takes no subscription; the framework may live on. */
        REFUSED
    }

    private MesosNegotiator(
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
        this.outbox = new Outbox(store, new Troubles());
        this.end = new FrameworkEnd(outbox, options, teardownIsTold);
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
     * Reads the kept state and begins to subscribe, with the framework id of an earlier run if there is one.
     *
     * @param connector connects with the masters
     * @param store keeps the state; closed with this
     * @param options who subscribes, and how to negotiate
     * @param listener is told everything
     * @return the negotiator
     * @throws IOException if the state cannot be read; nothing is left behind
     */
    public static MesosNegotiator open(
            MesosConnector connector,
            FrameworkStore store,
            MesosNegotiatorOptions options,
            NegotiationListener<GrantedTask> listener)
            throws IOException {
        Objects.requireNonNull(connector, "connector");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        FrameworkState state = store.load();
        MesosNegotiator negotiator = new MesosNegotiator(store, options, listener, connector.tellsTeardown());
        boolean open = false;
        try {
            negotiator.begin(connector, state);
            open = true;
            return negotiator;
        } finally {
            if (!open) {
                negotiator.clock.shutdownNow();
                store.close();
            }
        }
    }

    private void begin(MesosConnector connector, FrameworkState state) {
        synchronized (book) {
            framework = state.frameworkId().map(MesosNegotiator::frameworkId);
            outbox.framework(framework.orElse(null));
            state.tasks().values().forEach(task -> book.tasks().recovered(task, now()));
        }
        Mesos connection = connector.connect(new Callbacks(), new ConnectionTroubles());
        synchronized (book) {
            mesos = connection;
        }
        long tick = options.times().tick().toNanos();
        ticking = clock.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.NANOSECONDS);
    }

    private static FrameworkID frameworkId(String id) {
        return FrameworkID.newBuilder().setValue(id).build();
    }

    private Duration now() {
        return Duration.ofNanos(options.nanoClock().getAsLong() - start);
    }

    /** Does something to the books, and outside of the lock what follows from it. */
    private <T> T change(Supplier<T> change) {
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

    private void doing(Runnable change) {
        change(() -> {
            change.run();
            return true;
        });
    }

    /** What escaped would end the thread of the client or the clock, and with it the negotiation. */
    private void guarded(Runnable change) {
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

    private void trouble(String message) {
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
     * @param demand what is wanted
     * @param starter says what to run
     * @return the handle; already refused where Mesos can never express it
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedTask> ask(Demand demand, TaskStarter starter) {
        Objects.requireNonNull(demand, "demand");
        Objects.requireNonNull(starter, "starter");
        return change(() -> {
            refuseUseAfterEnd();
            return book.add(owner, demand, starter, now());
        });
    }

    /**
     * Gives the tasks of earlier runs of the framework that are not known to have ended and have no demand yet.
     *
     * @return a copy
     */
    public List<KnownTask> recovered() {
        synchronized (book) {
            return book.tasks().unclaimed();
        }
    }

    /**
     * Makes a task of an earlier run the task of a demand.
     *
     * @param task the id of one of {@link #recovered()}
     * @param demand what runs in it
     * @param starter says what to run in another task, where the demand is replaced when lost
     * @return the handle, running
     * @throws IllegalArgumentException if there is no such task, or it is smaller than the plan
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedTask> adopt(String task, Demand demand, TaskStarter starter) {
        Objects.requireNonNull(demand, "demand");
        Objects.requireNonNull(starter, "starter");
        return change(() -> {
            refuseUseAfterEnd();
            KnownTask found = book.tasks().unclaimed().stream()
                    .filter(known -> known.id().equals(task))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "No task " + task + " of an earlier run waits for a demand. Choose one of recovered()."));
            long needed = demand.requirements().plan().totalProcess().mebibytesRoundedUp();
            if (found.memMebibytes() < needed) {
                throw new IllegalArgumentException("The task " + task + " has " + found.memMebibytes()
                        + " MiB, the plan of " + demand.name() + " needs " + needed + " MiB. Adopt it for a smaller"
                        + " plan, or let it end.");
            }
            return book.adopt(owner, demand, starter, found, now());
        });
    }

    /** Ends the tasks of earlier runs that have no demand. */
    public void releaseRecovered() {
        doing(() -> {
            if (!over) {
                book.tasks().unclaimed().forEach(task -> book.tasks().unwanted(task.id(), now()));
            }
        });
    }

    /**
     * Ends the process of a demand; the handle tells when it has ended. Other than with {@link DemandHandle#cancel()}
     * the demand goes on until then, and one that is replaced when lost is asked for again.
     *
     * @param demand the demand
     * @param grace how long the process may take to end by itself
     * @throws IllegalArgumentException if the time is negative
     */
    public void end(DemandHandle<GrantedTask> demand, Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("A process cannot be given " + grace + " to end.");
        }
        doing(() -> {
            if (!over && demand instanceof TrackedDemand<GrantedTask> tracked) {
                book.end(tracked, grace, now());
            }
        });
    }

    /**
     * Explains why a demand waits, offer by offer of the last that came.
     *
     * @param demand the demand
     * @return WAIT with the reasons; ADMIT if it waits for no offer
     */
    public Verdict explain(DemandHandle<GrantedTask> demand) {
        synchronized (book) {
            return demand instanceof TrackedDemand<GrantedTask> tracked
                    ? book.explain(tracked)
                    : Verdict.of(Verdict.Outcome.ADMIT, "It is no demand of this negotiator.");
        }
    }

    /**
     * Gives the first subscription.
     *
     * @return completes with the framework's id; a copy that others may complete without effect
     */
    public CompletableFuture<String> whenSubscribed() {
        return whenSubscribed.copy();
    }

    /**
     * Gives the figures of the negotiation so far.
     *
     * @return a snapshot
     */
    public MesosNegotiationFigures figures() {
        synchronized (book) {
            return new MesosNegotiationFigures(
                    book.tasks().held().size(),
                    offers,
                    rescinded,
                    updates,
                    book.tasks().duplicates(),
                    ledger.isWaiting(),
                    subscribed,
                    book.tasks().isReconciled());
        }
    }

    /** Leaves the framework and what runs to a later run when this is closed. */
    public void detach() {
        synchronized (book) {
            detached = true;
        }
    }

    /**
     * Ends the framework and everything that runs in it (TEARDOWN), unless it was detached. Where there is no
     * subscription, another one is waited for, as is the master's answer, for {@code endWithin} in all; a TEARDOWN that
     * was lost is sent again. A master that does not take the end in time ends the framework when the failover timeout
     * has passed; the state is kept then, for a later run to end it, and a warning with the framework's id is logged.
     * Not called from a listener or a starter.
     *
     * <p>After {@link #detach()} what runs goes on, and nobody follows it any more.
     */
    @Override
    public void close() {
        Optional<FrameworkID> ending;
        synchronized (book) {
            if (closed) {
                return;
            }
            closed = true;
            ending = detached ? Optional.empty() : framework;
            if (!over) {
                if (detached) {
                    book.abandon(now());
                } else {
                    book.cancelAll(now());
                }
            }
            over = true;
            if (severance == Severance.NONE) {
                ending.ifPresent(id -> end.begin(id, standing()));
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
            ending.ifPresent(this::completeEnd);
        } finally {
            release();
        }
    }

    private FrameworkEnd.Standing standing() {
        if (subscribed) {
            return FrameworkEnd.Standing.SUBSCRIBED;
        }
        return unasked ? FrameworkEnd.Standing.CONNECTED : FrameworkEnd.Standing.AWAITED;
    }

    private void completeEnd(FrameworkID id) {
        switch (severance) {
            case NONE -> end.complete(id, store);
            case REFUSED -> end.warn(id, "It takes no subscription of it.");
            case FOR_GOOD -> {
                // There is nothing to end, or it is for another scheduler to end.
            }
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

    /** What handles do. */
    private final class Owner implements DemandOwner<GrantedTask> {

        @Override
        public boolean change(TrackedDemand<GrantedTask> tracked, Demand other) {
            return MesosNegotiator.this.change(() -> !over && book.change(tracked, other, now()));
        }

        @Override
        public void cancel(TrackedDemand<GrantedTask> tracked) {
            doing(() -> {
                if (!over) {
                    book.cancel(tracked, now());
                }
            });
        }
    }

    /** What goes wrong outside of the lock. */
    private final class Troubles implements Outbox.Listener {

        @Override
        public void notLaunched(String task, String why) {
            guarded(() -> book.notLaunched(task, why, now()));
        }

        @Override
        public void storeFailed(String why) {
            guarded(() -> {
                finish(Verdict.of(
                                Verdict.Outcome.NEVER,
                                why + " Nothing is launched or acknowledged that would be forgotten; what runs goes"
                                        + " on.")
                        .curedBy("state of the framework", "Mend the store and open another negotiator with it."));
                framework.ifPresent(id -> outbox.sendInAnyCase(SchedulerCalls.plain(id, Call.Type.SUPPRESS)));
            });
        }

        @Override
        public void notSent(String why) {
            trouble("A call to the Mesos master was not sent: " + why);
        }
    }

    /** What the connection tells beyond Mesos' callbacks. */
    private final class ConnectionTroubles implements ConnectionListener {

        @Override
        public void trouble(String message) {
            MesosNegotiator.this.trouble(message);
        }

        @Override
        public void tornDown() {
            guarded(end::taken);
        }

        @Override
        public void notTaken(Call call, String why) {
            guarded(() -> end.notTaken(call, why));
        }
    }

    /** Ends the negotiation, not the tasks. */
    private void finish(Verdict verdict) {
        if (!over) {
            over = true;
            ledger.closeAll(verdict, now());
            book.clear();
        }
        if (!whenSubscribed.isDone()) {
            signals.add(() -> whenSubscribed.completeExceptionally(new IOException(verdict.statement())));
        }
    }

    /** What Mesos tells. */
    private final class Callbacks implements Scheduler {

        private boolean suppressedBySubscription;

        @Override
        public void connected(Mesos connection) {
            guarded(() -> {
                outbox.connection(connection);
                unasked = over;
                if (over) {
                    end.connected();
                } else {
                    boolean quiet = book.wantsNoOffers();
                    outbox.send(SchedulerCalls.subscribe(
                            options.framework(),
                            framework,
                            quiet ? List.of(options.rules().role()) : List.of()));
                    suppressedBySubscription = quiet;
                }
            });
        }

        @Override
        public void disconnected(Mesos connection) {
            guarded(() -> {
                subscribed = false;
                unasked = false;
                end.disconnected();
                book.disconnected();
            });
        }

        @Override
        public void received(Mesos connection, Event event) {
            guarded(() -> {
                if (over) {
                    afterwards(event);
                    return;
                }
                switch (event.getType()) {
                    case SUBSCRIBED -> subscribed(event.getSubscribed());
                    case OFFERS -> {
                        offers += event.getOffers().getOffersCount();
                        book.offers(event.getOffers().getOffersList(), now());
                    }
                    // No offer is ever held; what was launched with it is dropped by the master and asked for again.
                    case RESCIND -> rescinded++;
                    case UPDATE -> {
                        updates++;
                        book.update(event.getUpdate().getStatus(), now());
                    }
                    case FAILURE -> {
                        if (event.getFailure().hasAgentId()
                                && !event.getFailure().hasExecutorId()) {
                            book.tasks()
                                    .agentFailed(event.getFailure().getAgentId().getValue(), now());
                        }
                    }
                    case ERROR -> failed(connection, event.getError().getMessage());
                    case HEARTBEAT,
                            MESSAGE,
                            INVERSE_OFFERS,
                            RESCIND_INVERSE_OFFER,
                            UPDATE_OPERATION_STATUS,
                            UNKNOWN -> {
                        // Nothing follows from them here.
                    }
                }
            });
        }

        private void afterwards(Event event) {
            end.received(event);
            if (event.getType() == Event.Type.OFFERS) {
                Duration refusal = options.rules().late();
                outbox.answer(new TaskPort.Answer(
                        List.of(),
                        event.getOffers().getOffersList().stream()
                                .map(offer -> new Decline(offer.getId(), Decline.Reason.NOTHING_WANTED, refusal))
                                .toList(),
                        refusal,
                        refusal));
            }
        }

        private void subscribed(Event.Subscribed event) {
            FrameworkID id = event.getFrameworkId();
            if (!framework.equals(Optional.of(id))) {
                framework = Optional.of(id);
                outbox.save(new FrameworkState.Change.Subscribed(id.getValue()));
            }
            outbox.framework(id);
            subscribed = true;
            book.subscribed(suppressedBySubscription, now());
            signals.add(() -> whenSubscribed.complete(id.getValue()));
        }

        private void failed(Mesos connection, String message) {
            boolean removed = FrameworkEnd.isRemoval(message);
            if (removed && options.whenRemoved() == MesosNegotiatorOptions.WhenRemoved.START_ANEW) {
                ledger.trouble(Verdict.of(
                        Verdict.Outcome.WAIT,
                        "The Mesos master says: " + message + ". A new framework is subscribed in its place."));
                framework = Optional.empty();
                subscribed = false;
                book.disconnected();
                outbox.framework(null);
                book.frameworkRemoved("The framework was removed: " + message, now());
                outbox.then(connection::reconnect);
                return;
            }
            severance = removed ? Severance.FOR_GOOD : Severance.REFUSED;
            String cure = "Mend what the master names and open another negotiator.";
            if (removed) {
                cure = "Its tasks have ended. Forget the kept state, or let the negotiator start anew.";
            } else if (message.contains("failed over")) {
                severance = Severance.FOR_GOOD;
                cure = "Another scheduler took the framework over. Let only one use its state.";
            }
            subscribed = false;
            finish(Verdict.of(Verdict.Outcome.NEVER, "The Mesos master ended the subscription: " + message + ".")
                    .curedBy("framework", cure));
        }
    }
}
