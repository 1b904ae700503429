package io.parley.yarn.negotiation;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.resource.PlacementConstraint;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.impl.AMRMClientImpl;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;

/**
 * Hadoop's client, which also counts its heartbeats, and whose thread can be woken from the sleep between two of them.
 * Thread-safe.
 *
 * <p>Without this, what is asked for while nothing is pending would wait for the end of a long sleep, and the end of
 * the application for the end of the tries to reach a ResourceManager.
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

    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong registrations = new AtomicLong();
    /** Whether a heartbeat is under way; only the thread of the heartbeats looks at it. */
    private boolean beating;

    private @Nullable Thread sleeper;
    private @Nullable Thread beater;
    private boolean quitting;

    /** Gives the number of a heartbeat that certainly carries what is requested now. */
    long next() {
        // One that has begun may have taken its requests already, and another may begin before this one is added.
        return begun.get() + 2;
    }

    /** Gives the number of the last heartbeat that the ResourceManager answered. */
    long answered() {
        return answered;
    }

    /** Gives how many heartbeats were not answered. */
    long failed() {
        return failed.get();
    }

    /** Gives how often a ResourceManager that did not know this application master had to be told of it again. */
    long registrationsAnew() {
        return registrations.get();
    }

    /** Ends the sleep between two heartbeats, if there is one. */
    void wake() {
        synchronized (sleep) {
            if (sleeper != null) {
                sleeper.interrupt();
            }
        }
    }

    /** Ends the heartbeat that is under way, if there is one, and lets no other one begin. */
    void quit() {
        synchronized (sleep) {
            quitting = true;
            if (beater != null) {
                beater.interrupt();
            }
        }
    }

    /** Tells whether a container was given back and its end is not told yet. */
    synchronized boolean isGivenBack(ContainerId container) {
        return pendingRelease.contains(container);
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

    /**
     * Registers, for which a ResourceManager is waited for as long as the cluster's settings say. What follows is tried
     * for a shorter time and then again, for a heartbeat that lasts a quarter of an hour tells nobody of the trouble.
     */
    @Override
    public RegisterApplicationMasterResponse registerApplicationMaster(
            String host, int port, String trackingUrl, Map<Set<String>, PlacementConstraint> constraints)
            throws YarnException, IOException {
        RegisterApplicationMasterResponse response =
                super.registerApplicationMaster(host, port, trackingUrl, constraints);
        ApplicationMasterProtocol patient = rmClient;
        rmClient = ClientRMProxy.createRMProxy(ShortTries.of(getConfig()), ApplicationMasterProtocol.class);
        RPC.stopProxy(patient);
        return response;
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
        // A call that registers anew calls this once more, with a higher number.
        boolean anew = beating;
        if (anew) {
            registrations.incrementAndGet();
        }
        if (!anew) {
            gather();
        }
        long number = begin();
        boolean over = false;
        boolean done = false;
        try {
            beating = true;
            AllocateResponse response = super.allocate(progress);
            answered = Math.max(answered, number);
            done = true;
            return response;
        } catch (ApplicationAttemptNotFoundException e) {
            over = true;
            throw e;
        } finally {
            beating = anew;
            if (!anew && !done) {
                failed.incrementAndGet();
            }
            synchronized (sleep) {
                beater = anew ? beater : null;
                sleeper = anew || over ? null : Thread.currentThread();
            }
        }
    }

    /**
     * Waits until nobody asks for more, so that what is asked for together travels together: of what is added later,
     * while YARN already grants, it grants too much.
     */
    private void gather() {
        synchronized (sleep) {
            sleeper = null;
            // An interrupt that came too late must not cut the waiting short.
            Thread.interrupted();
        }
        long end = System.nanoTime() + LONGEST_GATHERING.toNanos();
        long now = requested.get();
        while (now != carried && System.nanoTime() - end < 0) {
            carried = now;
            try {
                Thread.sleep(GATHERING.toMillis());
            } catch (InterruptedException e) {
                // Whoever ends the client does not wait for more.
                return;
            }
            now = requested.get();
        }
    }

    private long begin() throws YarnException {
        synchronized (sleep) {
            sleeper = null;
            if (quitting) {
                throw new YarnException("No more heartbeats are sent, for the negotiation ends.");
            }
            beater = Thread.currentThread();
            // An interrupt that came too late must not cut the call short.
            Thread.interrupted();
        }
        return begun.incrementAndGet();
    }
}
