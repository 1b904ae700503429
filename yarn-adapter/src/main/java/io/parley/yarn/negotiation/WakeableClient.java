package io.parley.yarn.negotiation;

import java.io.IOException;
import java.time.Duration;
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

    /** How long nobody may have asked for more when a heartbeat is sent. */
    static final Duration GATHERING = Duration.ofMillis(5);

    private static final Duration LONGEST_GATHERING = Duration.ofMillis(500);

    private final Object sleep = new Object();
    private final AtomicLong begun = new AtomicLong();
    private volatile long answered;
    private final AtomicLong requested = new AtomicLong();
    /** How many requests there were at the last heartbeat; of the thread that sends them. */
    private long carried;

    private @Nullable Thread sleeper;

    /** Gives the number of a heartbeat that certainly carries what is requested now. */
    long next() {
        // One that has begun may have taken its requests already, and another may begin before this one is added.
        return begun.get() + 2;
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
    public synchronized void addContainerRequest(ContainerRequest request) {
        super.addContainerRequest(request);
        requested.incrementAndGet();
    }

    /**
     * Drops a request for which YARN granted a container.
     *
     * <p>YARN has counted its own request down already, and by now possibly further than it has told: to be told the
     * number as it is known here would make it grant those containers once more. Where a node or a rack was named YARN
     * may have counted down other places than this client does, so there it is told.
     */
    synchronized void met(ContainerRequest request) {
        int before = ask.size();
        removeContainerRequest(request);
        if (ask.size() > before && request.getNodes() == null && request.getRacks() == null) {
            ask.removeIf(changed -> changed.getPriority().equals(request.getPriority()));
        }
    }

    @Override
    public AllocateResponse allocate(float progress) throws YarnException, IOException {
        synchronized (sleep) {
            sleeper = null;
            // An interrupt that came too late must not cut the call short.
            Thread.interrupted();
        }
        gather();
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

    /**
     * Waits until nobody asks for more, so that what is asked for together travels together: of what is added later,
     * while YARN already grants, it grants too much.
     */
    private void gather() {
        long end = System.nanoTime() + LONGEST_GATHERING.toNanos();
        long now = requested.get();
        while (now != carried && System.nanoTime() - end < 0) {
            carried = now;
            try {
                Thread.sleep(GATHERING.toMillis());
            } catch (InterruptedException e) {
                // Whoever ends the client waits for this heartbeat.
                return;
            }
            now = requested.get();
        }
    }
}
