package io.parley.mesos.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandRefusedException;
import io.parley.api.negotiation.FailureRate;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosConnector;
import io.parley.mesos.negotiation.MesosNegotiator;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.task.FlinkPlace;
import io.parley.mesos.task.TaskLaunch;
import io.parley.mesos.task.TaskPlace;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One launch, step by step. Used once; not thread-safe but for what the negotiator tells. */
final class MesosLaunch implements NegotiationListener<GrantedTask> {

    private static final System.Logger LOG = System.getLogger(MesosLaunch.class.getName());
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final Duration SAY_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration LAST_SUBSCRIPTION = Duration.ofSeconds(2);

    private final LaunchRequest request;
    private final LaunchListener listener;
    private final LaunchFailures failures;
    private final long began = System.nanoTime();
    private volatile Optional<ProcessExit> lastExit = Optional.empty();
    private volatile Optional<GrantedTask> lastTask = Optional.empty();
    private volatile String trouble = "";
    private final MasterWatch watch = new MasterWatch();
    private Optional<String> earlier = Optional.empty();
    private @Nullable StagedConfiguration staged;
    private @Nullable MesosNegotiator negotiator;

    MesosLaunch(LaunchRequest request, LaunchListener listener) {
        this.request = request;
        this.listener = listener;
        this.failures = LaunchFailures.of(request);
    }

    private void say(Phase phase, String message) {
        listener.onEvent(new LaunchEvent(phase, message));
    }

    @Override
    public void onExit(
            DemandHandle<GrantedTask> demand, GrantedTask granted, ProcessExit exit, Optional<Duration> again) {
        lastTask = Optional.of(granted);
        lastExit = Optional.of(exit);
    }

    @Override
    public void onTrouble(Verdict verdict) {
        trouble = verdict.statement();
    }

    /** Makes what a task runs. */
    static TaskLaunch describe(
            LaunchRequest request, ProcessMemoryPlan plan, TaskPlace place, StagedConfiguration configuration) {
        TaskLaunch.Builder launch = TaskLaunch.of(plan, request.configuration(), place)
                .name(plan.process().toString())
                .environmentVariables(request.environmentVariables())
                .flink(new FlinkPlace.SharedJars(
                        request.distribution().jars().stream()
                                .map(jar -> jar.toAbsolutePath().toString())
                                .toList(),
                        List.of(configuration.file().toAbsolutePath().toString())));
        request.entryPoint().ifPresent(launch::entryPoint);
        request.files().forEach(file -> launch.fetched(file.toAbsolutePath().toString()));
        return launch.build();
    }

    LaunchedProcess run() throws InterruptedException {
        FlinkConfiguration configuration = request.configuration();
        MasterAccess access = MasterAccess.of(configuration, watch);
        MasterAddress masters = access.masters();
        FrameworkKeeping keeping = FrameworkKeeping.of(configuration);
        MesosNegotiatorOptions options = options(configuration, keeping);
        StagedConfiguration file = stage();
        say(Phase.CONNECT, "looking for the Mesos master at " + masters);
        MesosNegotiator opened = open(access, options);
        negotiator = opened;
        say(Phase.CONNECT, keeping.subscribed(awaitSubscription(opened, masters)));
        say(Phase.SUBMIT, "asking for " + request.requirements().plan().totalProcess());
        DemandHandle<GrantedTask> demand = opened.ask(
                Demand.of(request.requirements().plan().process().toString(), request.requirements()),
                granted -> describe(request, granted.fit().plan(), granted.place(), file));
        GrantedTask granted = await(opened, demand, demand.whenRunning());
        List<Remark> remarks = new ArrayList<>(LaunchRemarks.of(request));
        Sandbox sandbox = new Sandbox(request, opened, watch.master());
        Optional<URI> rest = awaitReady(demand, granted, remarks, sandbox);
        say(
                Phase.RUNNING,
                "the " + request.requirements().plan().process() + " runs as task " + granted.id() + " on "
                        + granted.place().hostname());
        file.close();
        return new MesosProcess(
                opened,
                demand,
                granted,
                listener,
                new MesosProcess.Found(remarks, rest, sandbox, keeping, TaskLaunch.killGrace(configuration)));
    }

    /** Where Flink has a home of its own, the process gets its configuration as arguments, and nothing is written. */
    private StagedConfiguration stage() {
        ProcessKind process = request.requirements().plan().process();
        if (TaskLaunch.homeOf(request.configuration(), process).isPresent()) {
            return StagedConfiguration.shown(request);
        }
        say(Phase.STAGE, "writing the configuration of the " + process);
        StagedConfiguration written = StagedConfiguration.write(request);
        staged = written;
        return written;
    }

    private MesosNegotiatorOptions options(FlinkConfiguration configuration, FrameworkKeeping keeping) {
        NegotiationSettings usual = NegotiationSettings.of(configuration);
        MesosNegotiatorOptions options = MesosNegotiatorOptions.of(configuration);
        return options.withFramework(keeping.of(options.framework()))
                .withFitter(request.fitter())
                // One failure is enough to tell the caller.
                .withSettings(new NegotiationSettings(
                        usual.backOff(),
                        new FailureRate(0, usual.failureRate().interval(), NegotiationSettings.MAX_FAILURE_RATE.key()),
                        usual.hostAvoidance(),
                        usual.stableAfter()));
    }

    private MesosNegotiator open(MasterAccess access, MesosNegotiatorOptions options) {
        try {
            StateFile state = StateFile.open(request.configuration());
            earlier = state.framework();
            return MesosNegotiator.open(
                    watch.watching(MesosConnector.http(access.masters(), access.client())),
                    state.store(),
                    options,
                    this);
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot launch on Mesos with the file of " + StateFile.KEY + ". " + e.getMessage(), e);
        }
    }

    private Duration left() {
        return request.startTimeout().minusNanos(System.nanoTime() - began);
    }

    /** Waits for the subscription, and says meanwhile what keeps it; gives the framework's id. */
    private String awaitSubscription(MesosNegotiator opened, MasterAddress masters) throws InterruptedException {
        CompletableFuture<String> subscribed = opened.whenSubscribed();
        String said = "";
        while (true) {
            long wait = Math.max(0, Math.min(left().toNanos(), LOOK_EVERY.toNanos()));
            try {
                return subscribed.get(wait, TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                String reason = watch.reason();
                throw failures.notLetIn(
                        masters, reason.isEmpty() ? String.valueOf(causeOf(e).getMessage()) : reason);
            } catch (TimeoutException e) {
                if (left().isNegative()) {
                    throw failures.notSubscribed(masters, lastWord());
                }
                if (!watch.trouble().equals(said)) {
                    said = watch.trouble();
                    say(Phase.CONNECT, said);
                }
            }
        }
    }

    private static Throwable causeOf(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : cause;
    }

    private String lastWord() {
        return trouble.isEmpty() ? watch.trouble() : trouble;
    }

    /** Waits for the task to run, and says meanwhile why it does not. */
    private GrantedTask await(
            MesosNegotiator opened, DemandHandle<GrantedTask> demand, CompletableFuture<GrantedTask> running)
            throws InterruptedException {
        String said = "";
        while (true) {
            Duration wait = left();
            if (wait.isNegative() || wait.isZero()) {
                throw failures.late(
                        demand.granted(), lastWord(), opened.explain(demand).explain());
            }
            try {
                return running.get(Math.min(wait.toNanos(), SAY_EVERY.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                String now = demand.granted()
                        .map(granted -> "task " + granted + " starts")
                        .orElseGet(() -> briefly(opened.explain(demand)));
                if (!now.equals(said)) {
                    said = now;
                    say(Phase.WAIT, now);
                }
            } catch (ExecutionException e) {
                throw failed(causeOf(e));
            } catch (CancellationException e) {
                throw failed(e);
            }
        }
    }

    /** The statement, with the deepest of the first reasons; those between name offers, which change all the time. */
    private static String briefly(Verdict verdict) {
        if (verdict.reasons().isEmpty()) {
            return verdict.statement();
        }
        Verdict deepest = verdict;
        while (!deepest.reasons().isEmpty()) {
            deepest = deepest.reasons().get(0);
        }
        return verdict.statement() + " " + deepest.statement();
    }

    private LaunchFailedException failed(Throwable cause) {
        Optional<ProcessExit> exit = lastExit;
        Optional<GrantedTask> task = lastTask;
        if (exit.isPresent() && task.isPresent() && negotiator != null) {
            return failures.died(new Sandbox(request, negotiator, watch.master()).look(task.get(), exit.get()));
        }
        return failures.refused(
                cause instanceof DemandRefusedException refused
                        ? refused.verdict().statement()
                        : cause.getMessage());
    }

    private Optional<URI> awaitReady(
            DemandHandle<GrantedTask> demand, GrantedTask granted, List<Remark> remarks, Sandbox sandbox)
            throws InterruptedException {
        if (request.entryPoint().isPresent()) {
            awaitEnd(demand, SETTLING).ifPresent(exit -> {
                throw failures.died(sandbox.look(granted, exit));
            });
            return Optional.empty();
        }
        Integer port = granted.place().ports().get("rest.port");
        if (request.requirements().plan().process() != ProcessKind.JOB_MANAGER || port == null) {
            return Optional.empty();
        }
        RestEndpoint rest =
                RestEndpoint.of(request.configuration(), granted.place().hostname(), port);
        if (!rest.isKnownHere()) {
            remarks.add(new Remark(
                    Remark.Kind.REST_ENDPOINT,
                    "The REST endpoint is at " + rest.address() + ", and this host knows no "
                            + granted.place().hostname() + ": it was not waited for.",
                    List.of()));
            return Optional.of(rest.address());
        }
        say(Phase.WAIT, "task " + granted + " runs, waiting for its REST endpoint at " + rest.address());
        RestEndpoint.Answer answer = rest.ask(granted.id());
        while (answer != RestEndpoint.Answer.OURS) {
            Optional<ProcessExit> end = awaitEnd(demand, Duration.ofMillis(200));
            if (end.isPresent()) {
                throw failures.died(sandbox.look(granted, end.get()), rest.address(), answer);
            }
            if (left().isNegative()) {
                throw failures.unanswered(granted, rest.address(), answer, sandbox.link(granted));
            }
            answer = rest.ask(granted.id());
        }
        return Optional.of(rest.address());
    }

    private Optional<ProcessExit> awaitEnd(DemandHandle<GrantedTask> demand, Duration within)
            throws InterruptedException {
        try {
            return Optional.of(demand.whenEnded().get(within.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw failed(causeOf(e));
        } catch (CancellationException e) {
            throw failed(e);
        }
    }

    /** Ends and removes everything that this launch brought about; a cancelled caller does not stop it. */
    void abandon() {
        boolean cancelled = Thread.interrupted();
        try {
            endFramework();
        } finally {
            if (staged != null) {
                staged.close();
            }
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void endFramework() {
        MesosNegotiator opened = negotiator;
        if (opened == null) {
            return;
        }
        try {
            say(Phase.STOP, "ending the framework");
        } finally {
            if (!isEndable(opened)) {
                // It is kept, and there is no master to wait for.
                opened.detach();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The framework {0} of an earlier launch was not ended, for no Mesos master took a subscription."
                                + " Launch again with its {1}, or end it at the master (TEARDOWN).",
                        earlier.orElse(""),
                        StateFile.KEY);
            }
            opened.close();
        }
    }

    /**
     * Tells whether there may be a framework to end and a master to end it: a subscription that is under way can only
     * be ended once it is there.
     */
    private boolean isEndable(MesosNegotiator opened) {
        try {
            opened.whenSubscribed().get(LAST_SUBSCRIPTION.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException | CancellationException e) {
            // The master has spoken, and the negotiator knows what follows.
            return true;
        } catch (TimeoutException e) {
            return earlier.isEmpty();
        }
    }
}
