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
 */
public final class Watchdog implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());
    private static final String SCRIPT = "cat >/dev/null; for file in \"$1\"/*; do pid=${file##*/};"
            + " kill -s KILL -- \"-$pid\" 2>/dev/null; kill -s KILL \"$pid\" 2>/dev/null; done; rm -rf \"$2\"";
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

    /** Lets it end a process too. */
    void watch(long pid) throws IOException {
        Files.writeString(pids.resolve(Long.toString(pid)), "");
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
