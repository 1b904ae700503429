package io.parley.mesos.launch;

import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessEnding;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.plan.Remark;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosNegotiator;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Flink process that is a task of a framework of its own. Thread-safe. */
final class MesosProcess implements LaunchedProcess {

    /** How long an end may take to be told, beyond the grace. */
    private static final Duration TOLD = Duration.ofSeconds(30);
    /** The longest time that Mesos' messages and Java's waits can say, 292 years. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final MesosNegotiator negotiator;
    private final DemandHandle<GrantedTask> demand;
    private final GrantedTask granted;
    private final LaunchListener listener;
    private final Found found;
    private final ProcessEnding ending = new ProcessEnding();
    private volatile Optional<CompletableFuture<Duration>> kept = Optional.empty();

    /**
     * What is known once the process runs.
     *
     * @param remarks what is worth knowing
     * @param rest where the JobManager's REST endpoint listens
     * @param sandbox where its files are
     * @param keeping how long its framework is kept
     * @param killGrace how long it may take to end by itself where nobody says otherwise
     */
    record Found(
            List<Remark> remarks, Optional<URI> rest, Sandbox sandbox, FrameworkKeeping keeping, Duration killGrace) {

        /** Copies the list. */
        Found {
            remarks = List.copyOf(remarks);
        }
    }

    MesosProcess(
            MesosNegotiator negotiator,
            DemandHandle<GrantedTask> demand,
            GrantedTask granted,
            LaunchListener listener,
            Found found) {
        this.negotiator = negotiator;
        this.demand = demand;
        this.granted = granted;
        this.listener = listener;
        this.found = found;
    }

    /** Gives the task's id. */
    @Override
    public String id() {
        return granted.id();
    }

    @Override
    public Grant grant() {
        return granted.grant();
    }

    @Override
    public PlanFit fit() {
        return granted.fit();
    }

    @Override
    public List<Remark> remarks() {
        return found.remarks();
    }

    @Override
    public Optional<URI> restAddress() {
        return found.rest();
    }

    @Override
    public ProcessExit awaitExit(Duration timeout) throws TimeoutException, InterruptedException {
        Optional<ProcessExit> known = ending.exit();
        if (known.isPresent()) {
            return known.get();
        }
        ProcessExit exit;
        try {
            exit = demand.whenEnded().get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException e) {
            exit = new ProcessExit(ExitReason.UNKNOWN, OptionalInt.empty(), String.valueOf(e.getMessage()), List.of());
        }
        return ending.remember(found.sandbox().look(granted, exit));
    }

    @Override
    public ProcessExit stop() throws InterruptedException {
        return stop(found.killGrace());
    }

    @Override
    public ProcessExit stop(Duration grace) throws InterruptedException {
        Duration given = grace.compareTo(LONGEST) > 0 ? LONGEST : grace;
        if (ending.exit().isEmpty() && !demand.whenEnded().isDone()) {
            try {
                say("ending the task " + id());
            } finally {
                negotiator.end(demand, given);
            }
        }
        try {
            ProcessExit exit = awaitExit(given.plus(TOLD));
            say("the task " + id() + " ended: " + exit.reason());
            return exit;
        } catch (TimeoutException e) {
            throw new LaunchFailedException(
                    "Cannot end the task " + granted + ": Mesos has not told its end within "
                            + given.plus(TOLD).toSeconds() + " s. Look at its agent: "
                            + found.sandbox().link(granted),
                    e);
        }
    }

    private void say(String message) {
        listener.onEvent(new LaunchEvent(Phase.STOP, message));
    }

    @Override
    public void detach() {
        ending.detach();
        kept = Optional.of(negotiator.detach(found.keeping().detached()));
    }

    @Override
    public void close() {
        ending.close(new ProcessEnding.Closing() {
            @Override
            public void end() throws InterruptedException {
                stop(found.killGrace());
            }

            @Override
            public void endByForce() {
                // The end of the framework, which follows, ends its tasks.
                say("ending the framework");
            }

            @Override
            public void release() {
                negotiator.close();
                kept.ifPresent(time -> say(found.sandbox().left(found.keeping(), told(time))));
            }
        });
    }

    /** Once the negotiator is closed, it is decided whether the master was told how long to keep the framework. */
    private static Optional<Duration> told(CompletableFuture<Duration> kept) {
        return kept.isDone() && !kept.isCompletedExceptionally() ? Optional.of(kept.join()) : Optional.empty();
    }

    /** Gives the task, the host and the memory. */
    @Override
    public String toString() {
        return granted.toString();
    }
}
