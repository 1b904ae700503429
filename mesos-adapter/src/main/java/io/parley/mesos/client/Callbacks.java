package io.parley.mesos.client;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;

/** Calls the scheduler and the listener, one call at a time and in order, in a thread of its own. Thread-safe. */
final class Callbacks {

    private static final System.Logger LOG = System.getLogger(Callbacks.class.getName());

    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final Scheduler scheduler;
    private final Mesos mesos;
    private final ClientListener listener;
    private final Thread thread;
    private volatile boolean closed;

    Callbacks(Scheduler scheduler, Mesos mesos, ClientListener listener, String name) {
        this.scheduler = scheduler;
        this.mesos = mesos;
        this.listener = listener;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void connected() {
        waiting.add(() -> scheduler.connected(mesos));
    }

    void disconnected() {
        waiting.add(() -> scheduler.disconnected(mesos));
    }

    /**
     * Delivers an event.
     *
     * @param delivered run after the scheduler has returned, or thrown
     */
    void received(Event event, Runnable delivered) {
        waiting.add(() -> {
            try {
                scheduler.received(mesos, event);
            } finally {
                delivered.run();
            }
        });
    }

    /** Delivers an error event, which no master has sent. */
    void error(String why) {
        received(
                Event.newBuilder()
                        .setType(Event.Type.ERROR)
                        .setError(Event.Error.newBuilder().setMessage(why))
                        .build(),
                () -> {});
    }

    void tell(ClientEvent event) {
        LOG.log(System.Logger.Level.DEBUG, event::message);
        if (listener != ClientListener.NONE) {
            waiting.add(() -> listener.happened(event));
        }
    }

    boolean isThisThread() {
        return Thread.currentThread() == thread;
    }

    /** Begins no callback any more. */
    void close() {
        closed = true;
        waiting.clear();
        waiting.add(() -> {});
    }

    /** Waits for a callback under way; one that takes longer is interrupted. */
    void awaitEnd(Duration most) {
        try {
            thread.join(Math.max(1, most.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                Runnable next = waiting.take();
                if (!closed) {
                    next.run();
                }
            } catch (InterruptedException e) {
                // Left over from a callback; only closing ends this thread.
            } catch (RuntimeException | Error e) {
                report(e);
            }
        }
    }

    private static void report(Throwable failure) {
        try {
            LOG.log(System.Logger.Level.ERROR, "A callback of a Mesos scheduler failed.", failure);
        } catch (RuntimeException | Error e) {
            // Memory may be too short to tell, and this thread goes on all the same.
        }
    }
}
