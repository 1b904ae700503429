package io.parley.yarn.negotiation;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.NegotiationListener;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.api.NMTokenCache;
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

    private final Negotiation negotiation;

    private YarnNegotiator(Negotiation negotiation) {
        this.negotiation = negotiation;
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
        return new YarnNegotiator(Negotiation.open(hadoop, options, listener));
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
        return negotiation.ask(Objects.requireNonNull(demand, "demand"), starter);
    }

    /**
     * Gives the containers of earlier attempts of the application that still run and have no demand yet.
     *
     * @return a copy; more may come while nodes register again
     */
    public List<Container> recovered() {
        return negotiation.read(() -> negotiation.recovered().all());
    }

    /**
     * Says who is told of every container of an earlier attempt that still runs: now of those that are known, later of
     * those whose nodes register again. Told like the listener, who may adopt the container at once.
     *
     * @param listener is told; replaces the one before
     */
    public void onRecovered(Consumer<Container> listener) {
        Objects.requireNonNull(listener, "listener");
        negotiation.doing(() -> negotiation.recovered().tell(listener));
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
        return negotiation.adopt(container, demand, null);
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
        return negotiation.adopt(container, demand, Objects.requireNonNull(starter, "starter"));
    }

    /** Gives back the containers of earlier attempts that have no demand; what runs in them ends. */
    public void releaseRecovered() {
        negotiation.doing(() -> negotiation.recovered().takeAll().forEach(negotiation.clients()::release));
    }

    /**
     * Gives the tokens with which the application's containers are started.
     *
     * @return the tokens as they are and will be; secrets
     */
    public NMTokenCache nodeTokens() {
        return negotiation.clients().nodeTokens();
    }

    /**
     * Gives what YARN grants: what it told at the registration, and more where larger nodes joined since.
     *
     * @return the limits
     */
    public EnvironmentLimits limits() {
        return negotiation.read(negotiation.book()::limits);
    }

    /**
     * Gives the figures of the negotiation so far.
     *
     * @return a snapshot
     */
    public YarnNegotiationFigures figures() {
        return negotiation.figures();
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
        negotiation.finish(status, diagnostics);
    }

    /** Leaves what runs to a later attempt of the application when this is closed. */
    public void detach() {
        negotiation.detach();
    }

    /**
     * Ends what is not ended: like {@link #finish} with the outcome FAILED, unless it was finished or detached.
     *
     * <p>After {@link #detach()} what runs goes on, also in containers in which the caller may have started something;
     * nobody follows it any more, and YARN is told nothing. Containers in which nothing runs yet expire.
     */
    @Override
    public void close() {
        negotiation.close();
    }
}
