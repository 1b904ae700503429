package io.parley.yarn.negotiation;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.impl.AMRMClientImpl;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;

/**
 * Hadoop's client, which also counts its heartbeats, and whose thread can be woken from the sleep between two of them.
 * Thread-safe.
 *
 * <p>Without this, what is asked for while nothing is pending would wait for the end of a long sleep.
 */
final class WakeableClient extends AMRMClientImpl<ContainerRequest> {

    private final Object sleep = new Object();
    private final AtomicLong begun = new AtomicLong();
    private volatile long answered;
    private @Nullable Thread sleeper;

    /** Gives the number of the first heartbeat that carries what is requested from now on. */
    long next() {
        // One that has just begun may have gathered its requests already.
        return begun.get() + 1;
    }

    /** Gives the number of the last heartbeat that the ResourceManager answered. */
    long answered() {
        return answered;
    }

    /** Ends the sleep between two heartbeats, if there is one. */
    void wake() {
        synchronized (sleep) {
            if (sleeper != null) {
                sleeper.interrupt();
            }
        }
    }

    /**
     * Drops what the next heartbeat would say about requests that were taken back.
     *
     * <p>A heartbeat that YARN refused is sent again as a whole, with what was taken back as a request for no
     * containers; YARN refuses that as well, and so every heartbeat for ever.
     */
    synchronized void forget(Set<Integer> priorities) {
        ask.removeIf(request -> request.getNumContainers() == 0
                && priorities.contains(request.getPriority().getPriority()));
    }

    @Override
    public AllocateResponse allocate(float progress) throws YarnException, IOException {
        synchronized (sleep) {
            sleeper = null;
            // An interrupt that came too late must not cut the call short.
            Thread.interrupted();
        }
        long number = begun.incrementAndGet();
        try {
            AllocateResponse response = super.allocate(progress);
            // A call that registers anew calls this once more, with a higher number.
            answered = Math.max(answered, number);
            return response;
        } finally {
            synchronized (sleep) {
                sleeper = Thread.currentThread();
            }
        }
    }
}
