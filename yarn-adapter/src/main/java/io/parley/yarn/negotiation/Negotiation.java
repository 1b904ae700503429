package io.parley.yarn.negotiation;

import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.sizing.SchedulerRules;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;

/**
 * The books of one application master, its clients of YARN, and the lock under which the one follows the other.
 * Thread-safe.
 */
final class Negotiation implements DemandOwner<GrantedContainer> {

    private static final System.Logger LOG = System.getLogger(Negotiation.class.getName());

    private final YarnNegotiatorOptions options;
    private final OrderedSignals signals;
    private final DemandLedger<GrantedContainer> ledger;
    private final ContainerBook book;
    private final YarnClients clients;
    private final RecoveredContainers recovered;
    private final RollCall rollCall;
    private final long start;
    /** What YARN grants; null until it told. */
    private @Nullable ClusterLimits cluster;

    /** Whether nothing is negotiated any more: this is closed, or YARN ended the application. */
    private boolean over;

    private boolean closed;
    private boolean detached;

    /** Makes one that talks to nobody yet. */
    Negotiation(Configuration hadoop, YarnNegotiatorOptions options, NegotiationListener<GrantedContainer> listener) {
        this.options = options;
        this.start = options.nanoClock().getAsLong();
        this.signals = new OrderedSignals(
                failure -> LOG.log(System.Logger.Level.WARNING, "A listener of the negotiation failed.", failure));
        this.recovered = new RecoveredContainers(signals);
        this.rollCall = new RollCall(nodesComeBackWithin(hadoop));
        this.ledger = new DemandLedger<>(options.settings(), listener, signals);
        this.clients = new YarnClients(hadoop, new ClientCallbacks(this), options.heartbeat(), signals::add);
        this.book = new ContainerBook(ledger, clients, options.fitter(), NodeNames.of(hadoop), options.limits());
    }

    /**
     * Registers with the ResourceManager and starts the heartbeats.
     *
     * @throws IOException if the ResourceManager cannot be reached or refuses; nothing is left behind
     * @throws IllegalArgumentException if the limits have a rule that YARN does not know
     */
    static Negotiation open(
            Configuration hadoop, YarnNegotiatorOptions options, NegotiationListener<GrantedContainer> listener)
            throws IOException {
        SchedulerRules expected = SchedulerRules.of(options.limits());
        Negotiation negotiation = new Negotiation(hadoop, options, listener);
        boolean open = false;
        try {
            negotiation.register(expected);
            open = true;
            return negotiation;
        } catch (YarnException e) {
            throw new IOException("Cannot register the application master: " + e.getMessage(), e);
        } finally {
            if (!open) {
                negotiation.clients.close();
            }
        }
    }

    private void register(SchedulerRules expected) throws IOException, YarnException {
        clients.start();
        try {
            synchronized (book) {
                // The first heartbeat may tell the end of a container that the registration tells of.
                Registration registration = Registration.of(clients.register(options.master()), expected);
                cluster = registration.cluster();
                book.limits(cluster.toLimits());
                registration.previousContainers().forEach(recovered::add);
            }
        } catch (RuntimeException | Error e) {
            try {
                clients.unregister(FinalApplicationStatus.FAILED, String.valueOf(e), "", options.endWithin());
            } catch (IOException untold) {
                e.addSuppressed(untold);
            }
            throw e;
        }
    }

    /**
     * Gives how long to wait for a node until YARN itself would take it for lost; a node whose ResourceManager was away
     * may notice that it is back only with its next try.
     */
    private static Duration nodesComeBackWithin(Configuration hadoop) {
        long expiry = hadoop.getTimeDuration(
                YarnConfiguration.RM_NM_EXPIRY_INTERVAL_MS,
                YarnConfiguration.DEFAULT_RM_NM_EXPIRY_INTERVAL_MS,
                TimeUnit.MILLISECONDS);
        long interval = hadoop.getLong(
                YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS,
                YarnConfiguration.DEFAULT_RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS);
        return Duration.ofMillis(expiry).plus(Duration.ofMillis(interval).multipliedBy(2));
    }

    DemandLedger<GrantedContainer> ledger() {
        return ledger;
    }

    ContainerBook book() {
        return book;
    }

    YarnClients clients() {
        return clients;
    }

    RecoveredContainers recovered() {
        return recovered;
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

    /** Does something to the books, sets the pace of the heartbeats, and tells what happened outside of the lock. */
    <T> T changing(Supplier<T> change) {
        T result;
        synchronized (book) {
            result = change.get();
            if (!over) {
                clients.pace(ledger.isWaiting());
            }
        }
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

    private void refuseUseAfterClose() {
        if (over) {
            throw new IllegalStateException("Cannot negotiate any more: "
                    + (closed ? "this negotiator is closed." : "YARN ended the application.")
                    + " Open another one for a new application.");
        }
    }

    /** Hadoop's client needs them for every request; they are found before the lock is taken, for it may last. */
    private void resolveRacks(Demand demand) {
        clients.resolveRacks(demand.requirements().placement().hosts());
    }

    /**
     * Asks for a container.
     *
     * @param starter says what to run in it; null where the caller runs it
     * @throws IllegalStateException if nothing is negotiated any more
     */
    DemandHandle<GrantedContainer> ask(Demand demand, @Nullable ContainerStarter starter) {
        resolveRacks(demand);
        return changing(() -> {
            refuseUseAfterClose();
            return book.add(this, demand, starter, clients.nextHeartbeat(), now());
        });
    }

    /**
     * Makes a recovered container that of a demand.
     *
     * @throws IllegalArgumentException if there is no such container, or it is smaller than the plan
     * @throws IllegalStateException if nothing is negotiated any more
     */
    DemandHandle<GrantedContainer> adopt(ContainerId container, Demand demand, @Nullable ContainerStarter starter) {
        resolveRacks(demand);
        return changing(() -> {
            refuseUseAfterClose();
            Container found = recovered.take(
                    container, demand.requirements().plan().totalProcess().mebibytesRoundedUp());
            return book.adopt(this, demand, starter, found, now());
        });
    }

    @Override
    public boolean change(TrackedDemand<GrantedContainer> tracked, Demand other) {
        resolveRacks(other);
        return changing(() -> !over && book.change(tracked, other, clients.nextHeartbeat(), now()));
    }

    @Override
    public void cancel(TrackedDemand<GrantedContainer> tracked) {
        doing(() -> {
            if (!over) {
                book.cancel(tracked, now());
            }
        });
    }

    YarnNegotiationFigures figures() {
        return read(() -> new YarnNegotiationFigures(
                book.containers().size(),
                book.released(),
                clients.answeredHeartbeats(),
                clients.failedHeartbeats(),
                ledger.isWaiting()));
    }

    /**
     * Has every container looked for, under the lock, of which a ResourceManager that was started again has to know.
     */
    void callRoll() {
        rollCall.begin(clients.givenBack(), now());
        rollCall.begin(recovered.ids(), now());
        rollCall.begin(book.containers().ids(), now());
    }

    /** Asks for the containers that are looked for, under the lock, if it is time. */
    void askForMissing() {
        clients.askAbout(rollCall.due(now()));
    }

    /**
     * Enters, under the lock, that a container of an earlier attempt runs: it is offered, unless it has a demand. One
     * that was taken for lost is given back; its turn in the roll call stays, for an answer from before may still come.
     */
    void runsStill(Container container) {
        ContainerId id = container.getId();
        if (rollCall.isMissing(id)) {
            clients.release(id);
        } else if (!book.containers().holds(id) && !clients.isGivenBack(id)) {
            recovered.add(container);
        }
    }

    /**
     * Enters, under the lock, that the ResourceManager knows a container: one that was taken for lost is given back.
     */
    void isBack(ContainerId container) {
        if (rollCall.isBack(container)) {
            clients.release(container);
        }
    }

    /** Enters, under the lock, that the ResourceManager does not know a container after all nodes could come back. */
    void isGone(ContainerId container) {
        if (rollCall.isGone(container)) {
            clients.dropGivenBack(container);
            recovered.remove(container);
            book.containers()
                    .lost(
                            container,
                            "The ResourceManager was started again and does not know the container: its node did not"
                                    + " come back in time.",
                            now());
        }
    }

    /** Enters, under the lock, that a node joined, which may be larger than those before. */
    void joined(Resource node) {
        ClusterLimits before = cluster;
        if (before != null) {
            cluster = before.joined(node);
            if (!cluster.equals(before)) {
                book.limits(cluster.toLimits());
            }
        }
    }

    /** Enters, under the lock, that YARN does not know the application any more. */
    void endedByYarn(String message) {
        over = true;
        ledger.closeAll(Verdict.of(Verdict.Outcome.NEVER, message), now());
        book.clear();
    }

    /**
     * Ends the application: what runs is ended, what waits is taken back, and YARN is told the outcome. Does nothing if
     * this is closed.
     *
     * @throws IOException if YARN cannot be told, or the caller is cancelled meanwhile; everything is closed all the
     *     same
     */
    void finish(FinalApplicationStatus status, String diagnostics) throws IOException {
        boolean tell;
        synchronized (book) {
            if (closed) {
                return;
            }
            closed = true;
            tell = !over;
            over = true;
            book.cancelAll(now());
        }
        // Before YARN is told, which may take long.
        signals.deliver();
        try {
            if (tell) {
                clients.unregister(status, diagnostics, options.master().trackingUrl(), options.endWithin());
            }
        } finally {
            clients.close();
        }
    }

    /** Leaves what runs alone when this is closed. */
    void detach() {
        synchronized (book) {
            detached = true;
        }
    }

    /** Ends what is not ended, unless this was detached: then it is left, and nobody follows it any more. */
    void close() {
        boolean leave;
        synchronized (book) {
            if (closed) {
                return;
            }
            leave = detached;
            if (leave) {
                closed = true;
                over = true;
                book.abandon(now());
            }
        }
        if (leave) {
            clients.close();
            signals.deliver();
            return;
        }
        try {
            finish(FinalApplicationStatus.FAILED, "The negotiator was closed without a final status.");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "YARN could not be told the end of the application.", e);
        }
    }
}
