package io.parley.examples.mesos.simulator.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small process that ends all tasks and deletes their files when this one has gone, however it ended: it holds the
 * other end of a pipe, which the operating system closes. Thread-safe.
 *
 * <p>It ends what is in the session of a task, in whatever group of processes; what has made a session of its own it
 * cannot find any more. Where there is no folder /proc it ends the group of the task.
 */
public final class Watchdog implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());
    /** The fields of a process behind its name are its state, parent, group and session. */
    private static final String SCRIPT = """
            pids=$1
            work=$2
            cat >/dev/null
            for file in "$pids"/*; do
              pid=${file##*/}
              kill -s KILL -- "-$pid"
              kill -s KILL "$pid"
            done
            for pass in 1 2 3 4 5; do
              found=
              for stat in /proc/[0-9]*/stat; do
                read -r line <"$stat" || continue
                set -- ${line##*) }
                if [ "$1" != Z ] && [ -n "$4" ] && [ -e "$pids/$4" ]; then
                  pid=${stat#/proc/}
                  kill -s KILL "${pid%/stat}" && found=yes
                fi
              done
              [ "$found" ] || break
            done
            for pass in 1 2 3 4 5; do
              rm -rf "$work" && break
              sleep 1
            done
            """;

    private static final long END_SECONDS = 10;

    private final Path pids;
    private final Process process;

    private Watchdog(Path pids, Process process) {
        this.pids = pids;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param work the folder to delete with all that is in it
     * @return the watchdog
     * @throws UncheckedIOException if it cannot be started
     */
    public static Watchdog start(Path work) {
        try {
            Path pids = Files.createDirectory(work.resolve("pids"));
            Process process = new ProcessBuilder(TaskSession.leading(List.of(
                            "/bin/sh", "-c", SCRIPT, "mesos-simulator-watchdog", pids.toString(), work.toString())))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Watchdog(pids, process);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot start the process that cleans up after the Mesos simulator: " + e.getMessage()
                            + ". Check that /bin/sh runs and that there is room in " + work + ".",
                    e);
        }
    }

    /**
     * Starts a process that it ends too.
     *
     * @throws IOException if the operating system does not start it, or it could not be ended; then it does not run
     */
    Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        boolean watched = false;
        try {
            Files.writeString(pids.resolve(Long.toString(process.pid())), "");
            watched = true;
            return process;
        } finally {
            if (!watched) {
                TaskSession.members(process.toHandle()).forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Lets it forget a process that has ended. */
    void forget(long pid) {
        try {
            Files.deleteIfExists(pids.resolve(Long.toString(pid)));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Not forgotten", e);
        }
    }

    /** Ends it without an end of anything else. */
    @Override
    public void close() {
        List<ProcessHandle> members = TaskSession.members(process.toHandle());
        members.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The pipe has broken", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
