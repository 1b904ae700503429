package io.parley.examples.mesos.simulator.task;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.CommandInfo;

/** The fetching of the files of a command, on a thread of its own that others do not wait for. Thread-safe. */
public final class Fetch {

    private static final System.Logger LOG = System.getLogger(Fetch.class.getName());
    private static final Duration END = Duration.ofSeconds(10);

    private final Sandbox sandbox;
    private final UriFetcher fetcher;
    private final Thread thread;

    private Fetch(CommandInfo command, Sandbox sandbox, Watchdog watchdog, Consumer<Boolean> onEnd) {
        this.sandbox = sandbox;
        this.fetcher = new UriFetcher(sandbox.path(), watchdog);
        this.thread = new Thread(() -> onEnd.accept(all(command)), "mesos-simulator-fetch");
        thread.setDaemon(true);
    }

    /**
     * Starts to fetch.
     *
     * @param command the command
     * @param sandbox where its files go; the file stderr there says why one cannot be had
     * @param watchdog who ends what unpacks them with this process
     * @param onEnd told, on the thread that fetches, whether all files are there
     * @return the fetching
     */
    public static Fetch start(CommandInfo command, Sandbox sandbox, Watchdog watchdog, Consumer<Boolean> onEnd) {
        Fetch fetch = new Fetch(command, sandbox, watchdog, onEnd);
        fetch.thread.start();
        return fetch;
    }

    private boolean all(CommandInfo command) {
        for (CommandInfo.URI uri : command.getUrisList()) {
            try {
                fetcher.fetch(uri);
            } catch (IOException | RuntimeException e) {
                sandbox.complain("Failed to fetch '" + uri.getValue() + "': " + e);
                return false;
            }
        }
        return true;
    }

    /** Ends it: what is copied is copied to its end, nothing is unpacked any more. */
    public void kill() {
        fetcher.kill();
    }

    /** Ends it and waits for that. */
    public void killAndWait() {
        kill();
        try {
            thread.join(END.toMillis());
            if (thread.isAlive()) {
                LOG.log(System.Logger.Level.WARNING, "Files are still copied into " + sandbox.path() + ".");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
