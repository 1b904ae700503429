package io.parley.examples.mesos.simulator.task;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Environment;

/** A process that runs the command of a task in its sandbox. Thread-safe. */
public final class TaskProcess {

    private static final System.Logger LOG = System.getLogger(TaskProcess.class.getName());
    private static final long END_SECONDS = 10;
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final long POLL_MILLIS = 10;
    private static final String USUAL_PATH = "/bin:/usr/bin";
    private static final String NOT_FOUND = "echo \"Failed to execute '$0': No such file or directory\" >&2; exit 1";

    private final Process process;
    private final CompletableFuture<Integer> exit;
    private final AtomicBoolean asked;

    private TaskProcess(Process process, CompletableFuture<Integer> exit, AtomicBoolean asked) {
        this.process = process;
        this.exit = exit;
        this.asked = asked;
    }

    /**
     * Starts a task.
     *
     * @param command what to run: a line for the shell, or a program and its arguments, of which the first is its name
     * @param sandbox its folder, where its outputs go to the files stdout and stderr
     * @param variables what it is given beside the variables of this process and of the command
     * @param watchdog who ends it with this process
     * @return the process
     * @throws IOException if the operating system does not start it, or a variable cannot have its name
     */
    public static TaskProcess start(CommandInfo command, Path sandbox, Map<String, String> variables, Watchdog watchdog)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder()
                .directory(sandbox.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        sandbox.resolve("stdout").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        sandbox.resolve("stderr").toFile()));
        builder.environment().putAll(variables);
        for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
            put(variable, builder.environment());
        }
        builder.command(TaskSession.leading(words(command, sandbox, builder.environment())));
        Process process = watchdog.start(builder);
        AtomicBoolean asked = new AtomicBoolean();
        CompletableFuture<Integer> exit = process.onExit().thenApply(ended -> {
            if (asked.get()) {
                linger(ended);
            }
            killAll(ended);
            watchdog.forget(ended.pid());
            return ended.exitValue();
        });
        return new TaskProcess(process, exit, asked);
    }

    private static void put(Environment.Variable variable, Map<String, String> environment) throws IOException {
        try {
            environment.put(variable.getName(), variable.getValue());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static List<String> words(CommandInfo command, Path sandbox, Map<String, String> environment) {
        if (command.getShell()) {
            return List.of("/bin/sh", "-c", command.getValue());
        }
        if (!isFound(command.getValue(), sandbox, environment.getOrDefault("PATH", USUAL_PATH))) {
            // A real executor starts, and then cannot run it.
            return List.of("/bin/sh", "-c", NOT_FOUND, command.getValue());
        }
        List<String> words = new ArrayList<>();
        words.add(command.getValue());
        words.addAll(command.getArgumentsList()
                .subList(Math.min(1, command.getArgumentsCount()), command.getArgumentsCount()));
        return words;
    }

    /** Looks for a program where its name says, or else in the folders of a path as it is in variables. */
    private static boolean isFound(String program, Path sandbox, String path) {
        try {
            return program.contains("/")
                    ? isProgram(sandbox.resolve(program))
                    : Arrays.stream(path.split(File.pathSeparator, -1))
                            .anyMatch(
                                    folder -> isProgram(sandbox.resolve(folder).resolve(program)));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** Lets what was asked to end with the task end by itself, for as long as a real agent would. */
    private static void linger(Process ended) {
        long deadline = System.nanoTime() + LINGER.toNanos();
        try {
            while (!TaskSession.members(ended.toHandle()).isEmpty() && System.nanoTime() - deadline < 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void killAll(Process ended) {
        TaskSession.members(ended.toHandle()).forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Gives how it ends.
     *
     * @return its exit status, 128 and the number of the signal if it ended by one; complete when nothing of the task
     *     runs any more
     */
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    /**
     * Gives its number.
     *
     * @return the operating system's
     */
    public long pid() {
        return process.pid();
    }

    /** Asks it and all that it started to end, unless it has. */
    public void terminate() {
        if (exit.isDone()) {
            return;
        }
        asked.set(true);
        TaskSession.members(process.toHandle()).forEach(ProcessHandle::destroy);
    }

    /** Ends it and all that it started, unless it has ended: then its number may be that of another. */
    public void kill() {
        if (exit.isDone()) {
            return;
        }
        asked.set(false);
        killAll(process);
    }

    /** Ends it and all that it started, and waits for that. */
    public void killAndWait() {
        kill();
        try {
            exit.get(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "The process " + process.pid() + " of a task may still run.", e);
        }
    }
}
