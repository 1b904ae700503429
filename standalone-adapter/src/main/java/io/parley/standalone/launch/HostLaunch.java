package io.parley.standalone.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.KnownSecrets;
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
import java.io.Serial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final int MOST_ATTEMPTS = 3;

    private final LaunchRequest request;
    private final Path parent;
    private final LaunchListener listener;
    private final ProcessKind process;
    private final List<Remark> remarks = new ArrayList<>();
    private final Map<String, String> properties = new TreeMap<>();
    private final long began = System.nanoTime();
    private final Set<Integer> lostPorts = new HashSet<>();
    private int attempts = 1;
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

    /** Somebody has taken a port since it was chosen. */
    private static final class LostPortException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        private final int port;

        LostPortException(int port) {
            super("Port " + port + " was taken.");
            this.port = port;
        }
    }

    LaunchedProcess run() throws InterruptedException {
        say(Phase.CONNECT, "looking for a Java and free ports");
        JavaHome java = JavaHome.of(request);
        int feature = java.featureVersion();
        while (true) {
            try {
                return start(java, feature);
            } catch (LostPortException e) {
                abandon();
                attempts++;
                lostPorts.add(e.port);
                say(Phase.CONNECT, "looking for another free port, for somebody has taken " + e.port + " since");
            }
        }
    }

    private LaunchedProcess start(JavaHome java, int feature) throws InterruptedException, LostPortException {
        remarks.clear();
        properties.clear();
        Readiness readiness = readiness();
        say(Phase.STAGE, "writing the configuration of the " + process);
        ProcessFolder made = ProcessFolder.create(parent, request, entries());
        folder = made;
        HostCommand command = HostCommand.of(request, java.java(), feature, made, properties);
        ProcessOutput output = new ProcessOutput(made.log(), KnownSecrets.of(request, System.getenv()));
        say(Phase.SUBMIT, "starting the " + process + " on Java " + feature);
        ChildProcess started = ChildProcess.start(command, made.work(), output);
        child = started;
        awaitRunning(started, readiness, output);
        return new HostProcess(started, made, listener, started(readiness));
    }

    /** Ends and removes everything that this launch brought about; a cancelled caller does not stop it. */
    void abandon() {
        boolean cancelled = Thread.interrupted();
        try {
            if (child != null && child.isAlive()) {
                say(Phase.STOP, "ending the process " + child.pid());
            }
        } finally {
            // Also where the listener fails.
            try {
                remove();
            } finally {
                if (cancelled) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void remove() {
        if (child != null) {
            child.endByForce();
            child = null;
        }
        if (folder != null) {
            Optional<String> left = folder.delete();
            folder = null;
            left.ifPresent(what -> say(Phase.STOP, what));
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
        JobManagerPorts ports = JobManagerPorts.choose(configuration, lostPorts);
        pass(ports.rest(), "rest.port", "rest.bind-port");
        ports.rpc().ifPresent(rpc -> pass(rpc, "jobmanager.rpc.port", "jobmanager.rpc.bind-port"));
        return new Readiness.Answers(RestEndpoint.of(configuration, ports.rest().port()), ports.rest(), ports.rpc());
    }

    private static String newId() {
        return "parley-" + UUID.randomUUID();
    }

    /** Tells the process which port was chosen, where there was a choice. */
    private void pass(PortOption.Chosen chosen, String... keys) {
        if (chosen.isOpen()) {
            for (String key : keys) {
                properties.put(key, Integer.toString(chosen.port()));
            }
        }
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
            throws InterruptedException, LostPortException {
        long sayAgain = System.nanoTime();
        while (!readiness.isReached(started.pid(), folder(), output)) {
            failIfEnded(started, readiness, output, POLL);
            long now = System.nanoTime();
            if (now - began >= request.startTimeout().toNanos()) {
                throw new LaunchFailedException(
                        "Cannot launch the " + process + ": it runs as process " + started.pid() + ", but "
                                + readiness.missing(started.pid()) + " within "
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
            throws InterruptedException, LostPortException {
        Optional<ProcessExit> exit = started.awaitExit(within);
        if (exit.isEmpty()) {
            return;
        }
        Optional<PortOption.Chosen> lost = readiness.lostPort(output);
        if (lost.isPresent() && lost.get().isOpen() && attempts < MOST_ATTEMPTS) {
            throw new LostPortException(lost.get().port());
        }
        throw new LaunchFailedException(
                lost.map(PortOption.Chosen::taken).orElse("Cannot launch the " + process + ": it ended at its start.")
                        + " It ended:",
                exit.get());
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
