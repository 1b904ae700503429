package io.parley.api.launch;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.plan.Remark;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/** A launcher that keeps every rule of the contract, in an environment that exists in this process only. */
public class SampleLauncher implements ProcessLauncher {

    static final String DYING = "org.example.Dying";
    static final String RUNNING = "org.example.Running";
    static final String LAST_WORDS = "no reason to live";

    /** What runs, by id. */
    final Map<String, SampleProcess> processes = new ConcurrentHashMap<>();

    /** What is staged. */
    final Set<String> files = ConcurrentHashMap.newKeySet();

    /** Gives what is there of all launches. */
    Set<String> leftovers() {
        Set<String> left = new TreeSet<>(files);
        left.addAll(processes.keySet());
        return left;
    }

    @Override
    public String environment() {
        return "sample";
    }

    @Override
    public String preview(LaunchRequest request) {
        LaunchRequest shown = request.withoutSecrets();
        return "command: java "
                + shown.configuration().value("env.java.opts.all").orElse("")
                + " "
                + shown.entryPoint().map(EntryPoint::arguments).orElse(List.of())
                + "\nvariables: " + shown.environmentVariables().keySet();
    }

    @Override
    public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
        String file = "file-" + System.nanoTime();
        files.add(file);
        SampleProcess process = process(request, file);
        processes.put(process.id(), process);
        boolean running = false;
        try {
            listener.onEvent(new LaunchEvent(Phase.SUBMIT, "starting"));
            awaitRunning(request, process);
            listener.onEvent(new LaunchEvent(Phase.RUNNING, "running"));
            running = true;
            return process;
        } finally {
            if (!running) {
                abandon(process);
            }
        }
    }

    SampleProcess process(LaunchRequest request, String file) {
        return new SampleProcess(this, request, file);
    }

    void awaitRunning(LaunchRequest request, SampleProcess process) throws InterruptedException {
        Thread.sleep(1);
        if (request.startTimeout().compareTo(Duration.ofMillis(1)) < 0) {
            throw new LaunchFailedException("It took too long.", (Throwable) null);
        }
        String main = request.entryPoint().map(EntryPoint::className).orElse(RUNNING);
        if (main.equals(DYING)) {
            process.end(ExitReason.FAILED);
        } else if (!main.equals(RUNNING)) {
            throw new LaunchFailedException("There is no " + main + ".", (Throwable) null);
        }
    }

    void abandon(SampleProcess process) {
        process.end(ExitReason.KILLED);
        files.remove(process.file());
    }

    /** A process of that environment. */
    static class SampleProcess implements LaunchedProcess {

        private final SampleLauncher launcher;
        private final LaunchRequest request;
        private final String file;
        private final ServerSocket rest;
        private volatile Optional<ExitReason> ended = Optional.empty();
        private volatile boolean detached;

        SampleProcess(SampleLauncher launcher, LaunchRequest request, String file) {
            this.launcher = launcher;
            this.request = request;
            this.file = file;
            try {
                this.rest = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        final String file() {
            return file;
        }

        final void end(ExitReason reason) {
            if (ended.isEmpty()) {
                ended = Optional.of(reason);
            }
            launcher.processes.remove(id());
            try {
                rest.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        final void removeFile() {
            launcher.files.remove(file);
        }

        ProcessExit exit(ExitReason reason) {
            return new ProcessExit(reason, OptionalInt.empty(), "", List.of(LAST_WORDS));
        }

        @Override
        public String id() {
            return "process-" + file;
        }

        @Override
        public Grant grant() {
            return Grant.of(request.requirements().plan().totalProcess(), CpuAmount.ZERO, Certainty.KNOWN);
        }

        @Override
        public PlanFit fit() {
            return new PlanFit(request.requirements().plan(), MemorySize.ZERO);
        }

        @Override
        public List<Remark> remarks() {
            return List.of();
        }

        @Override
        public Optional<URI> restAddress() {
            return Optional.of(URI.create("http://127.0.0.1:" + rest.getLocalPort()));
        }

        @Override
        public ProcessExit awaitExit(Duration timeout) throws TimeoutException {
            return exit(ended.orElseThrow(() -> new TimeoutException("It still runs.")));
        }

        @Override
        public ProcessExit stop(Duration grace) {
            end(ExitReason.KILLED);
            return exit(ended.orElse(ExitReason.KILLED));
        }

        @Override
        public void detach() {
            detached = true;
        }

        @Override
        public void close() {
            if (!detached) {
                end(ExitReason.KILLED);
                removeFile();
            }
        }
    }
}
