package io.parley.standalone.launch;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.ProcessExit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
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
    /** The time until this process knows the status of one that has ended. */
    private static final Duration REAPED = Duration.ofSeconds(5);

    private static final int SIGNAL = 128;
    private static final Map<Integer, String> SIGNALS =
            Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 6, "SIGABRT", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");
    /** The signals by which somebody asks for an end. */
    private static final Set<Integer> ASKED = Set.of(1, 2, 9, 15);

    private enum End {
        NOT_ASKED,
        ASKED,
        /** It ended as asked, what it had started did not. */
        REST_FORCED,
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
        process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return exit();
    }

    /** Gives how it ended, if it has. */
    Optional<ProcessExit> exit() {
        return process.isAlive() ? Optional.empty() : Optional.of(ended());
    }

    private ProcessExit ended() {
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
        } else if (asked == End.REST_FORCED) {
            diagnostics += " What it had started did not end in time after SIGTERM and was ended by SIGKILL.";
        } else if (asked == End.NOT_ASKED && signal == 9) {
            diagnostics += " Where nobody sent it, the kernel may have run out of memory: see its log.";
        }
        return new ProcessExit(reason, OptionalInt.of(status), diagnostics.strip(), output.lastLines());
    }

    /**
     * Ends it and what it started, with one grace for all: asks, and forces what does not end in time.
     *
     * @throws LaunchFailedException if the operating system does not end it
     */
    ProcessExit stop(Duration grace) throws InterruptedException {
        if (process.isAlive()) {
            end.compareAndSet(End.NOT_ASKED, End.ASKED);
        }
        // Not by Process::destroy, which would also close its standard input and so tell the leash that this has gone.
        ProcessTree tree = new ProcessTree(process.toHandle());
        tree.ask();
        if (!tree.awaitEnd(grace)) {
            end.set(process.isAlive() ? End.FORCED : End.REST_FORCED);
            tree.force();
            tree.awaitEnd(FORCE);
        }
        return awaitExit(REAPED)
                .filter(exit -> !tree.isRunning())
                .orElseThrow(() -> new LaunchFailedException(
                        "Cannot end the process " + pid() + " and what it started: some of it still runs "
                                + FORCE.toSeconds()
                                + " s after SIGKILL. It waits for the operating system, perhaps for a disk;"
                                + " it ends when that answers.",
                        (Throwable) null));
    }

    /** Ends it and what it started without asking; does not fail. */
    void endByForce() {
        ProcessTree tree = new ProcessTree(process.toHandle());
        end.compareAndSet(End.NOT_ASKED, End.ASKED);
        tree.force();
        boolean cancelled = false;
        long deadline = System.nanoTime() + FORCE.toNanos();
        boolean over = false;
        while (!over) {
            try {
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                over = true;
                tree.awaitEnd(left);
                awaitExit(REAPED);
            } catch (InterruptedException e) {
                cancelled = true;
                over = System.nanoTime() - deadline >= 0;
            }
        }
        if (tree.isRunning()) {
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
