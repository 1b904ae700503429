package io.parley.standalone.launch;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.ProcessExit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A child of this process that runs on a {@link Leash}. Thread-safe. */
final class ChildProcess {

    private static final System.Logger LOG = System.getLogger(ChildProcess.class.getName());
    private static final Duration FORCE = Duration.ofSeconds(10);
    private static final int SIGNAL = 128;
    private static final Map<Integer, String> SIGNALS =
            Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 6, "SIGABRT", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");
    /** The signals by which somebody asks for an end. */
    private static final Set<Integer> ASKED = Set.of(1, 2, 9, 15);

    private enum End {
        NOT_ASKED,
        ASKED,
        FORCED
    }

    private final Process process;
    private final ProcessOutput output;
    private final AtomicReference<End> end = new AtomicReference<>(End.NOT_ASKED);

    private ChildProcess(Process process, ProcessOutput output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a child.
     *
     * @throws LaunchFailedException if the operating system does not start it
     */
    static ChildProcess start(HostCommand command, Path workingDirectory, ProcessOutput output) {
        ProcessBuilder builder = new ProcessBuilder(OwnSession.of(command.words()))
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.file().toFile()));
        try {
            builder.environment().putAll(command.variables());
            return new ChildProcess(builder.start(), output);
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot start " + command.words().get(0) + ": "
                            + output.secrets().hiddenIn(String.valueOf(e.getMessage()))
                            + ". Check that it can be run, and how many processes and how much memory this user may have.",
                    (Throwable) null);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Gives how it ended, if it does in time. */
    Optional<ProcessExit> awaitExit(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS) ? Optional.of(exit()) : Optional.empty();
    }

    private ProcessExit exit() {
        int status = process.exitValue();
        int signal = status - SIGNAL;
        String name = SIGNALS.get(signal);
        End asked = end.get();
        String diagnostics = "";
        ExitReason reason = status == 0 ? ExitReason.COMPLETED : ExitReason.FAILED;
        if (name != null) {
            reason = ASKED.contains(signal) ? ExitReason.KILLED : ExitReason.FAILED;
            diagnostics = "It ended by signal " + signal + " (" + name + ").";
        }
        if (asked == End.FORCED) {
            diagnostics = "It did not end in time after SIGTERM and was ended by SIGKILL.";
        } else if (asked == End.NOT_ASKED && signal == 9) {
            diagnostics += " Where nobody sent it, the kernel may have run out of memory: see its log.";
        }
        return new ProcessExit(reason, OptionalInt.of(status), diagnostics, output.lastLines());
    }

    /**
     * Ends it and what it started: asks, and forces what does not end in time.
     *
     * @throws LaunchFailedException if the operating system does not end it
     */
    ProcessExit stop(Duration grace) throws InterruptedException {
        // What it started loses its parent with it.
        Set<ProcessHandle> tree = descendants();
        if (process.isAlive()) {
            end.compareAndSet(End.NOT_ASKED, End.ASKED);
            // Process::destroy would also close its standard input, which tells the leash that this process has gone.
            process.toHandle().destroy();
            if (!process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                tree.addAll(descendants());
                end.set(End.FORCED);
                process.toHandle().destroyForcibly();
                process.waitFor(FORCE.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
        tree.forEach(ProcessHandle::destroyForcibly);
        if (process.isAlive()) {
            throw new LaunchFailedException(
                    "Cannot end the process " + pid() + ": it still runs " + FORCE.toSeconds()
                            + " s after SIGKILL. It waits for the operating system, perhaps for a disk;"
                            + " it ends when that answers.",
                    (Throwable) null);
        }
        return exit();
    }

    private Set<ProcessHandle> descendants() {
        return new LinkedHashSet<>(process.descendants().toList());
    }

    /** Ends it and what it started without asking; does not fail. */
    void endByForce() {
        List<ProcessHandle> tree = List.copyOf(descendants());
        end.compareAndSet(End.NOT_ASKED, End.ASKED);
        process.toHandle().destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
        boolean cancelled = false;
        long deadline = System.nanoTime() + FORCE.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                cancelled = true;
            }
        }
        if (process.isAlive()) {
            LOG.log(System.Logger.Level.WARNING, "The process {0} may still run.", String.valueOf(pid()));
        }
        if (cancelled) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets it live on without this process. */
    void letGo() {
        try {
            OutputStream leash = process.getOutputStream();
            leash.write(Leash.LET_GO);
            leash.flush();
        } catch (IOException e) {
            // It has ended.
            LOG.log(System.Logger.Level.DEBUG, "The process " + pid() + " cannot be let go.", e);
        }
    }
}
