package io.parley.yarn.negotiation;

import io.parley.api.environment.EnvironmentLimits;
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
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.api.NMTokenCache;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;

/**
 * Negotiates containers for Flink processes as an application master, managed or unmanaged.
 *
 * <p>Every demand has a handle that completes with its container or fails with the reason. Containers are matched by
 * the priority and the size that were asked for, whatever size was granted; what was matched is not asked for any more,
 * what nothing waits for is given back at once. A container larger than its plan gets the plan fitted before anything
 * starts in it. What ends too early is asked for again after a back-off, on nodes that do not keep failing, until too
 * much fails.
 *
 * <p>Thread-safe. While it negotiates there are the threads of Hadoop's clients only, and time-outs are looked at with
 * every heartbeat; one more tells YARN the end of the application. Handles, the listener and starters are called
 * outside of any lock, one after the other, in a thread of Hadoop's clients or in that of any caller.
 */
public final class YarnNegotiator implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(YarnNegotiator.class.getName());

    private final YarnNegotiatorOptions options;
    private final OrderedSignals signals;
    private final DemandLedger<GrantedContainer> ledger;
    private final ContainerBook book;
    private final YarnClients clients;
    private final Owner owner = new Owner();
    private final RecoveredContainers recovered;
    private final TroubleEcho echo = new TroubleEcho();
    private final long start;
    /** Whether nothing is negotiated any more: this is closed, or YARN ended the application. */
    private boolean over;

    private boolean closed;
    private boolean detached;

    private YarnNegotiator(
            Configuration hadoop, YarnNegotiatorOptions options, NegotiationListener<GrantedContainer> listener) {
        this.options = options;
        this.start = options.nanoClock().getAsLong();
        this.signals = new OrderedSignals(
                failure -> LOG.log(System.Logger.Level.WARNING, "A listener of the negotiation failed.", failure));
        this.recovered = new RecoveredContainers(signals);
        this.ledger = new DemandLedger<>(options.settings(), listener, signals);
        this.clients = new YarnClients(hadoop, new Callbacks(), options.heartbeat(), signals::add);
        this.book = new ContainerBook(ledger, clients, options.fitter(), NodeNames.of(hadoop), options.limits());
    }

    /**
     * Registers with the ResourceManager and starts the heartbeats.
     *
     * <p>Call it as the user that holds the application's AMRM token: in the container of a managed application master
     * that is the current user.
     *
     * @param hadoop the configuration of the cluster
     * @param options how to register and negotiate
     * @param listener is told everything
     * @return the negotiator
     * @throws IOException if the ResourceManager cannot be reached or refuses; nothing is left behind
     * @throws IllegalArgumentException if the limits have a rule that YARN does not know
     */
    public static YarnNegotiator open(
            Configuration hadoop, YarnNegotiatorOptions options, NegotiationListener<GrantedContainer> listener)
            throws IOException {
        Objects.requireNonNull(hadoop, "hadoop");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        SchedulerRules expected = SchedulerRules.of(options.limits());
        YarnNegotiator negotiator = new YarnNegotiator(hadoop, options, listener);
        boolean open = false;
        try {
            negotiator.register(expected);
            open = true;
            return negotiator;
        } catch (YarnException e) {
            throw new IOException("Cannot register the application master: " + e.getMessage(), e);
        } finally {
            if (!open) {
                negotiator.clients.close();
            }
        }
    }

    private void register(SchedulerRules expected) throws IOException, YarnException {
        clients.start();
        try {
            synchronized (book) {
                // The first heartbeat may tell the end of a container that the registration tells of.
                Registration registration = Registration.of(clients.register(options.master()), expected);
                book.limits(registration.limits());
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

    private Duration now() {
        return Duration.ofNanos(options.nanoClock().getAsLong() - start);
    }

    /** Does something to the books, sets the pace of the heartbeats, and tells what happened outside of the lock. */
    private <T> T change(Supplier<T> change) {
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

    private void doing(Runnable change) {
        change(() -> {
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

    /**
     * Asks for a container in which the caller starts the process, with a client of NodeManagers that is given the
     * {@link #nodeTokens()}. Where the ResourceManager restarts before that, another container takes its place.
     *
     * @param demand what is wanted
     * @return the handle; already refused where YARN can never grant it
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedContainer> ask(Demand demand) {
        return askFor(demand, null);
    }

    /**
     * Asks for a container and starts a process in it.
     *
     * @param demand what is wanted
     * @param starter says what to run
     * @return the handle; already refused where YARN can never grant it
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedContainer> ask(Demand demand, ContainerStarter starter) {
        return askFor(demand, Objects.requireNonNull(starter, "starter"));
    }

    private DemandHandle<GrantedContainer> askFor(Demand demand, @Nullable ContainerStarter starter) {
        Objects.requireNonNull(demand, "demand");
        resolveRacks(demand);
        return change(() -> {
            refuseUseAfterClose();
            return book.add(owner, demand, starter, clients.nextHeartbeat(), now());
        });
    }

    /** Hadoop's client needs them for every request; they are found before the lock is taken, for it may last. */
    private void resolveRacks(Demand demand) {
        clients.resolveRacks(demand.requirements().placement().hosts());
    }

    /**
     * Gives the containers of earlier attempts of the application that still run and have no demand yet.
     *
     * @return a copy; more may come while nodes register again
     */
    public List<Container> recovered() {
        synchronized (book) {
            return recovered.all();
        }
    }

    /**
     * Says who is told of every container of an earlier attempt that still runs: now of those that are known, later of
     * those whose nodes register again. Told like the listener, who may adopt the container at once.
     *
     * @param listener is told; replaces the one before
     */
    public void onRecovered(Consumer<Container> listener) {
        Objects.requireNonNull(listener, "listener");
        doing(() -> recovered.tell(listener));
    }

    /**
     * Makes a running container of an earlier attempt the container of a demand. YARN does not know what it was asked
     * for: keep the ids of containers beside what runs in them, or let the processes tell, which have theirs as
     * {@code CONTAINER_ID} in the environment. Where the demand is replaced when lost, the caller starts the process in
     * another container.
     *
     * @param container one of {@link #recovered()}
     * @param demand what runs in it
     * @return the handle, running
     * @throws IllegalArgumentException if there is no such container, or it is smaller than the plan
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedContainer> adopt(ContainerId container, Demand demand) {
        return adoptFor(container, demand, null);
    }

    /**
     * Makes a running container of an earlier attempt the container of a demand, like {@link #adopt(ContainerId,
     * Demand)}.
     *
     * @param container one of {@link #recovered()}
     * @param demand what runs in it
     * @param starter says what to run in another container, where the demand is replaced when lost
     * @return the handle, running
     * @throws IllegalArgumentException if there is no such container, or it is smaller than the plan
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedContainer> adopt(ContainerId container, Demand demand, ContainerStarter starter) {
        return adoptFor(container, demand, Objects.requireNonNull(starter, "starter"));
    }

    private DemandHandle<GrantedContainer> adoptFor(
            ContainerId container, Demand demand, @Nullable ContainerStarter starter) {
        resolveRacks(demand);
        return change(() -> {
            refuseUseAfterClose();
            Container found = recovered.take(
                    container, demand.requirements().plan().totalProcess().mebibytesRoundedUp());
            return book.adopt(owner, demand, starter, found, now());
        });
    }

    /** Gives back the containers of earlier attempts that have no demand; what runs in them ends. */
    public void releaseRecovered() {
        doing(() -> recovered.takeAll().forEach(clients::release));
    }

    /**
     * Gives the tokens with which the application's containers are started.
     *
     * @return the tokens as they are and will be; secrets
     */
    public NMTokenCache nodeTokens() {
        return clients.nodeTokens();
    }

    /**
     * Gives what YARN grants, as it was told at the registration.
     *
     * @return the limits
     */
    public EnvironmentLimits limits() {
        synchronized (book) {
            return book.limits();
        }
    }

    /**
     * Gives the figures of the negotiation so far.
     *
     * @return a snapshot
     */
    public YarnNegotiationFigures figures() {
        synchronized (book) {
            return new YarnNegotiationFigures(
                    book.held(),
                    book.released(),
                    clients.answeredHeartbeats(),
                    clients.failedHeartbeats(),
                    ledger.isWaiting());
        }
    }

    /**
     * Ends the application: what runs is ended, what waits is taken back, and YARN is told the outcome. Does nothing if
     * this is closed. May be called from a listener.
     *
     * <p>YARN is tried to be told for no longer than the options say, also for a caller who was cancelled before.
     *
     * @param status the outcome
     * @param diagnostics what users see of it, may be empty
     * @throws IOException if YARN cannot be told, or the caller is cancelled meanwhile; everything is closed all the
     *     same
     */
    public void finish(FinalApplicationStatus status, String diagnostics) throws IOException {
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

    /** Leaves what runs to a later attempt of the application when this is closed. */
    public void detach() {
        synchronized (book) {
            detached = true;
        }
    }

    /**
     * Ends what is not ended: like {@link #finish} with the outcome FAILED, unless it was finished or detached.
     *
     * <p>After {@link #detach()} what runs goes on, also in containers in which the caller may have started something;
     * nobody follows it any more, and YARN is told nothing. Containers in which nothing runs yet expire.
     */
    @Override
    public void close() {
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

    /** What handles do. */
    private final class Owner implements DemandOwner<GrantedContainer> {

        @Override
        public boolean change(TrackedDemand<GrantedContainer> tracked, Demand other) {
            resolveRacks(other);
            return YarnNegotiator.this.change(
                    () -> !over && book.change(tracked, other, clients.nextHeartbeat(), now()));
        }

        @Override
        public void cancel(TrackedDemand<GrantedContainer> tracked) {
            doing(() -> {
                if (!over) {
                    book.cancel(tracked, now());
                }
            });
        }
    }

    /** What Hadoop's clients tell. */
    private final class Callbacks implements YarnClients.Events {

        /**
         * What escaped from a callback would end the thread of Hadoop's client, and with it the negotiation; and what
         * one container causes must not cost the others of its batch.
         */
        private void guarded(Runnable change) {
            try {
                doing(change);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "The negotiation met a fault of its own and goes on.", e);
            }
        }

        @Override
        public void allocated(List<Container> containers) {
            containers.forEach(container -> guarded(() -> {
                if (over) {
                    clients.release(container.getId());
                } else {
                    book.allocated(container, now());
                }
            }));
        }

        @Override
        public void completed(List<ContainerStatus> statuses) {
            statuses.forEach(status -> guarded(() -> {
                recovered.remove(status.getContainerId());
                // After the end, every demand has been told its own.
                if (!over) {
                    book.completed(status, now());
                }
            }));
        }

        @Override
        public void recovered(List<Container> containers) {
            guarded(() -> containers.forEach(container -> {
                if (!over && !book.holds(container.getId()) && !clients.isGivenBack(container.getId())) {
                    recovered.add(container);
                }
            }));
        }

        @Override
        public void started(ContainerId container) {
            guarded(() -> book.started(container, now()));
        }

        @Override
        public void notStarted(ContainerId container, String why) {
            guarded(() -> book.notStarted(container, why, now()));
        }

        @Override
        public void noContext(ContainerId container, String why) {
            guarded(() -> book.noContext(container, why, now()));
        }

        @Override
        public void forgotten(ContainerId container, String why) {
            guarded(() -> book.forgotten(container, why, now()));
        }

        @Override
        public void registeredAnew() {
            guarded(() -> book.startedByCaller().forEach(clients::look));
        }

        @Override
        public void heartbeat(int clusterNodes) {
            guarded(() -> {
                if (!over) {
                    book.tick(clients.answeredHeartbeats(), clients.nextHeartbeat(), clusterNodes, now());
                }
            });
        }

        @Override
        public void refused(String message) {
            guarded(() -> {
                if (!over) {
                    book.refusedByYarn(message, clients.answeredHeartbeats(), clients.nextHeartbeat(), now());
                }
            });
        }

        @Override
        public void trouble(String message) {
            guarded(() -> {
                if (!over && echo.isNews(clients.answeredHeartbeats(), now())) {
                    ledger.trouble(Verdict.of(Verdict.Outcome.WAIT, message));
                }
            });
        }

        @Override
        public void ended(String message) {
            guarded(() -> {
                if (!over) {
                    over = true;
                    ledger.closeAll(Verdict.of(Verdict.Outcome.NEVER, message), now());
                    book.clear();
                }
            });
        }
    }
}
