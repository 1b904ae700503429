package io.parley.mesos.negotiation;

import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.matching.AgentConstraints;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.state.KnownTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

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

    private final Negotiation negotiation;

    private MesosNegotiator(Negotiation negotiation) {
        this.negotiation = negotiation;
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
        return new MesosNegotiator(Negotiation.open(connector, store, options, listener));
    }

    /**
     * Asks for a task, on an agent that meets the constraints of the options.
     *
     * @param demand what is wanted
     * @param starter says what to run
     * @return the handle; already refused where Mesos can never express it
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedTask> ask(Demand demand, TaskStarter starter) {
        return ask(demand, starter, negotiation.options().constraints());
    }

    /**
     * Asks for a task. All processes of one kind that are spread over one field keep to different values of it, or to
     * few of one, together. A demand that is in a group of its own, whose members keep to different hosts, cannot be
     * spread beside that.
     *
     * @param demand what is wanted
     * @param starter says what to run
     * @param constraints what the agent has to be beside what the demand says, in the place of the options' constraints
     * @return the handle; already refused where Mesos can never express it
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedTask> ask(Demand demand, TaskStarter starter, AgentConstraints constraints) {
        Objects.requireNonNull(demand, "demand");
        Objects.requireNonNull(starter, "starter");
        Objects.requireNonNull(constraints, "constraints");
        return negotiation.ask(demand, new OpenDemands.Wish(starter, constraints));
    }

    /**
     * Gives the tasks of earlier runs of the framework that are not known to have ended and have no demand yet.
     *
     * @return a copy
     */
    public List<KnownTask> recovered() {
        return negotiation.read(() -> negotiation.book().tasks().unclaimed());
    }

    /**
     * Makes a task of an earlier run the task of a demand, like {@link #adopt(String, Demand, TaskStarter,
     * AgentConstraints)} with the constraints of the options.
     *
     * @param task the id of one of {@link #recovered()}
     * @param demand what runs in it
     * @param starter says what to run in another task, where the demand is replaced when lost
     * @return the handle, running
     * @throws IllegalArgumentException if there is no such task, or it is smaller than the plan
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedTask> adopt(String task, Demand demand, TaskStarter starter) {
        return adopt(task, demand, starter, negotiation.options().constraints());
    }

    /**
     * Makes a task of an earlier run the task of a demand, wherever it runs.
     *
     * @param task the id of one of {@link #recovered()}
     * @param demand what runs in it
     * @param starter says what to run in another task, where the demand is replaced when lost
     * @param constraints what the agent of another task has to be, in the place of the options' constraints
     * @return the handle, running
     * @throws IllegalArgumentException if there is no such task, or it is smaller than the plan
     * @throws IllegalStateException if this is closed
     */
    public DemandHandle<GrantedTask> adopt(
            String task, Demand demand, TaskStarter starter, AgentConstraints constraints) {
        Objects.requireNonNull(demand, "demand");
        Objects.requireNonNull(starter, "starter");
        Objects.requireNonNull(constraints, "constraints");
        return negotiation.adopt(task, demand, new OpenDemands.Wish(starter, constraints));
    }

    /** Ends the tasks of earlier runs that have no demand. */
    public void releaseRecovered() {
        negotiation.releaseRecovered();
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
        negotiation.end(demand, grace);
    }

    /**
     * Explains why a demand waits, offer by offer of the last that came.
     *
     * @param demand the demand
     * @return WAIT with the reasons; ADMIT if it waits for no offer
     */
    public Verdict explain(DemandHandle<GrantedTask> demand) {
        return negotiation.explain(demand);
    }

    /**
     * Gives the first subscription.
     *
     * @return completes with the framework's id; a copy that others may complete without effect
     */
    public CompletableFuture<String> whenSubscribed() {
        return negotiation.whenSubscribed();
    }

    /**
     * Gives the figures of the negotiation so far.
     *
     * @return a snapshot
     */
    public MesosNegotiationFigures figures() {
        return negotiation.figures();
    }

    /** Leaves the framework and what runs to a later run when this is closed. */
    public void detach() {
        negotiation.detach();
    }

    /**
     * Leaves the framework and what runs to a later run when this is closed, and has the master keep them for some time
     * without a subscription. The master learns another time than that of the options from another subscription, for
     * which closing waits, for {@code endWithin}; otherwise a warning with the framework's id is logged.
     *
     * @param failoverTimeout how long, in whole milliseconds
     * @return completes with the time that the master knows, which is a later one where that was wanted before the
     *     master took this; exceptionally where it was not told before this is closed
     * @throws IllegalArgumentException if the time is negative
     */
    public CompletableFuture<Duration> detach(Duration failoverTimeout) {
        if (failoverTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "A framework cannot be kept for " + failoverTimeout + ". Give 0 s or more.");
        }
        return negotiation.detach(failoverTimeout);
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
        negotiation.close();
    }
}
