package io.parley.api.negotiation;

import io.parley.api.launch.ProcessExit;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A demand in the books of a negotiator. As a handle thread-safe; its {@link DemandLedger} changes it under the
 * negotiator's lock.
 *
 * @param <G> what the environment grants
 */
public final class TrackedDemand<G> implements DemandHandle<G> {

    private final DemandOwner<G> owner;
    private final ToldFuture<G> whenGranted = new ToldFuture<>();
    private final ToldFuture<G> whenRunning = new ToldFuture<>();
    private final ToldFuture<ProcessExit> whenEnded = new ToldFuture<>();
    private volatile Demand demand;
    private volatile DemandState state;
    private volatile @Nullable G granted;
    private String host = "";
    private Duration since;
    private int failures;
    private int postponements;

    TrackedDemand(DemandOwner<G> owner, Demand demand, Duration now) {
        this.owner = owner;
        this.demand = demand;
        this.state = DemandState.PENDING;
        this.since = now;
    }

    @Override
    public Demand demand() {
        return demand;
    }

    @Override
    public DemandState state() {
        return state;
    }

    @Override
    public Optional<G> granted() {
        return Optional.ofNullable(granted);
    }

    @Override
    public CompletableFuture<G> whenGranted() {
        return whenGranted;
    }

    @Override
    public CompletableFuture<G> whenRunning() {
        return whenRunning;
    }

    @Override
    public CompletableFuture<ProcessExit> whenEnded() {
        return whenEnded;
    }

    @Override
    public boolean change(Demand other) {
        return owner.change(this, Objects.requireNonNull(other, "other"));
    }

    @Override
    public void cancel() {
        owner.cancel(this);
    }

    void demand(Demand other) {
        demand = other;
    }

    void enter(DemandState next, Duration now) {
        state = next;
        since = now;
    }

    /** When it entered its state; for a delayed demand, when its delay is over. */
    Duration since() {
        return since;
    }

    void hold(@Nullable G what, String where) {
        granted = what;
        host = where;
        postponements = 0;
    }

    String host() {
        return host;
    }

    /** Counts one more failure without a stable run between them. */
    int failed() {
        failures = Math.addExact(failures, 1);
        return failures;
    }

    void succeeded() {
        failures = 0;
    }

    /** Counts one more time that nothing suited, since the last grant. */
    int postponed() {
        postponements = Math.addExact(postponements, 1);
        return postponements;
    }

    void completeGranted(G what) {
        whenGranted.tell(what);
    }

    void completeRunning(G what) {
        whenGranted.tell(what);
        whenRunning.tell(what);
    }

    void completeEnded(ProcessExit exit) {
        whenRunning.fail(new CancellationException(demand.name() + " ended before its process was known to run."));
        whenEnded.tell(exit);
    }

    void fail(Throwable reason) {
        whenGranted.fail(reason);
        whenRunning.fail(reason);
        whenEnded.fail(reason);
    }

    /** Gives the name and the state. */
    @Override
    public String toString() {
        return demand.name() + " (" + state + ")";
    }
}
