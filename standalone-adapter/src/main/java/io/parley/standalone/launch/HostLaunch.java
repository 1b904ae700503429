package io.parley.standalone.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.api.size.MemorySize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One launch, step by step. Used once; not thread-safe. */
final class HostLaunch {

    private static final String RPC_ADDRESS = "jobmanager.rpc.address";
    /** Flink 1.11 does not know it, and names its TaskManagers by itself. */
    private static final String RESOURCE_ID = "taskmanager.resource-id";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SAY_EVERY = Duration.ofSeconds(5);

    private final LaunchRequest request;
    private final Path parent;
    private final LaunchListener listener;
    private final ProcessKind process;
    private final List<Remark> remarks = new ArrayList<>();
    private final Map<String, String> properties = new TreeMap<>();
    private @Nullable ProcessFolder folder;
    private @Nullable ChildProcess child;

    HostLaunch(LaunchRequest request, Path parent, LaunchListener listener) {
        this.request = request;
        this.parent = parent;
        this.listener = listener;
        this.process = request.requirements().plan().process();
    }

    private void say(Phase phase, String message) {
        listener.onEvent(new LaunchEvent(phase, message));
    }

    LaunchedProcess run() throws InterruptedException {
        say(Phase.CONNECT, "looking for a Java and free ports");
        JavaHome java = JavaHome.of(request);
        int feature = java.featureVersion();
        Readiness readiness = readiness();
        say(Phase.STAGE, "writing the configuration of the " + process);
        ProcessFolder made = ProcessFolder.create(parent, request, entries());
        folder = made;
        HostCommand command = HostCommand.of(request, java.java(), feature, made, properties);
        ProcessOutput output = new ProcessOutput(made.log(), KnownSecrets.of(request));
        say(Phase.SUBMIT, "starting the " + process + " on Java " + feature);
        ChildProcess started = ChildProcess.start(command, made.work(), output);
        child = started;
        awaitRunning(started, readiness, output);
        return new HostProcess(started, made, listener, started(readiness));
    }

    /** Ends and removes everything that this launch brought about; a cancelled caller does not stop it. */
    void abandon() {
        boolean cancelled = Thread.interrupted();
        if (child != null) {
            if (child.isAlive()) {
                say(Phase.STOP, "ending the process " + child.pid());
            }
            child.endByForce();
        }
        if (folder != null) {
            folder.delete();
        }
        if (cancelled) {
            Thread.currentThread().interrupt();
        }
    }

    private Readiness readiness() {
        if (request.entryPoint().isPresent()) {
            return new Readiness.MainRuns();
        }
        FlinkConfiguration configuration = request.configuration();
        if (process == ProcessKind.TASK_MANAGER) {
            String id = configuration.value(RESOURCE_ID).orElseGet(HostLaunch::newId);
            properties.put(RESOURCE_ID, id);
            return new Readiness.Registered(RestEndpoint.ofJobManager(configuration), id);
        }
        PortOption rest = PortOption.rest(configuration);
        int restPort = chosen(rest, "rest.port", "rest.bind-port");
        Optional<PortOption> rpc = PortOption.rpc(configuration);
        rpc.ifPresent(option -> chosen(option, "jobmanager.rpc.port", "jobmanager.rpc.bind-port"));
        return new Readiness.Answers(RestEndpoint.of(configuration, restPort), rest, rpc);
    }

    private static String newId() {
        return "parley-" + UUID.randomUUID();
    }

    private int chosen(PortOption option, String... keys) {
        int port = option.choose();
        if (!option.ports().equals(Integer.toString(port))) {
            for (String key : keys) {
                properties.put(key, Integer.toString(port));
            }
        }
        return port;
    }

    private Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>(request.configuration().toMap());
        if (entries.putIfAbsent(RPC_ADDRESS, "localhost") == null
                && request.entryPoint().isEmpty()) {
            remarks.add(new Remark(
                    Remark.Kind.DEFAULT_IGNORED,
                    RPC_ADDRESS + " is not set, without which Flink does not start: localhost is used.",
                    List.of(RPC_ADDRESS)));
        }
        return entries;
    }

    private void awaitRunning(ChildProcess started, Readiness readiness, ProcessOutput output)
            throws InterruptedException {
        long began = System.nanoTime();
        long sayAgain = began;
        while (!readiness.isReached(folder(), output)) {
            failIfEnded(started, readiness, output, POLL);
            long now = System.nanoTime();
            if (now - began >= request.startTimeout().toNanos()) {
                throw new LaunchFailedException(
                        "Cannot launch the " + process + ": it runs as process " + started.pid() + ", but "
                                + readiness.missing() + " within "
                                + request.startTimeout().toSeconds()
                                + " s. Raise the time to wait, or see the last lines of its log:"
                                + lines(output),
                        (Throwable) null);
            }
            if (now - sayAgain >= 0) {
                say(Phase.WAIT, readiness.waiting() + ", process " + started.pid() + ", log " + output.file());
                sayAgain = now + SAY_EVERY.toNanos();
            }
        }
        failIfEnded(started, readiness, output, readiness.settling());
        say(Phase.RUNNING, "the " + process + " runs as process " + started.pid());
    }

    private static String lines(ProcessOutput output) {
        StringBuilder text = new StringBuilder();
        output.lastLines().forEach(line -> text.append("\n  ").append(line));
        return text.toString();
    }

    private ProcessFolder folder() {
        if (folder == null) {
            throw new IllegalStateException("There is no folder yet.");
        }
        return folder;
    }

    private void failIfEnded(ChildProcess started, Readiness readiness, ProcessOutput output, Duration within)
            throws InterruptedException {
        Optional<ProcessExit> exit = started.awaitExit(within);
        if (exit.isPresent()) {
            throw new LaunchFailedException(
                    readiness.cause(output).orElse("Cannot launch the " + process + ": it ended at its start.")
                            + " It ended:",
                    exit.get());
        }
    }

    private HostProcess.Started started(Readiness readiness) {
        Grant grant = new Grant(
                request.requirements().plan().totalProcess(),
                request.requirements().cpus(),
                Map.of(),
                Optional.of(request.configuration()
                        .find(ConfigurationOption.text(
                                process == ProcessKind.JOB_MANAGER ? RPC_ADDRESS : "taskmanager.host"))
                        .orElse("localhost")),
                List.of(),
                Certainty.KNOWN);
        return new HostProcess.Started(
                grant, new PlanFit(request.requirements().plan(), MemorySize.ZERO), remarks, readiness.restAddress());
    }
}
