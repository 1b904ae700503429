package io.parley.yarn.negotiation;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.api.resource.PlacementConstraint;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.impl.AMRMClientImpl;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;
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

    /** What a ResourceManager says to whoever connects anew for an attempt that has ended. */
    private static final String NO_ATTEMPT = "not found in AMRMTokenSecretManager";

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

    /** Whether the last heartbeat was not answered; only the thread of the heartbeats looks at it. */
    private boolean repeating;

    /** The priorities whose requests are not to be sent again; guarded by this. */
    private final Set<Integer> forgotten = new HashSet<>();

    /** The last heartbeat that had begun when a refusal was acted upon. */
    private volatile long actedOn;

    /** What was said about containers that were asked about, in the order of the heartbeats. */
    private final Queue<Map<ContainerId, Boolean>> answers = new ConcurrentLinkedQueue<>();

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

    /**
     * Tells whether a refusal is to be acted upon: it is not where its heartbeat had begun before the last one was
     * acted upon, for then it repeats what is taken back already.
     */
    boolean isNews(HeartbeatRefusedException refusal) {
        return refusal.heartbeat() > actedOn;
    }

    /** Enters that what was refused is taken back. */
    void actedOn() {
        actedOn = begun.get();
    }

    /** Tells whether the next heartbeat has requests or released containers to tell. */
    synchronized boolean hasNews() {
        return !ask.isEmpty() || !release.isEmpty();
    }

    /** Gives the containers that were given back and whose end is not told yet. */
    synchronized Set<ContainerId> givenBack() {
        return Set.copyOf(pendingRelease);
    }

    /** Says no more that a container was given back, which YARN does not know; its end will never be told. */
    synchronized void dropGivenBack(ContainerId container) {
        pendingRelease.remove(container);
        release.remove(container);
    }

    /** Asks with the next heartbeat whether the ResourceManager knows containers. */
    synchronized void askAbout(Collection<ContainerId> containers) {
        containers.forEach(container -> change.put(container, ContainerQuestion.about(container)));
    }

    /** Gives the answers since the last time. */
    Map<ContainerId, Boolean> takeAnswers() {
        Map<ContainerId, Boolean> taken = new HashMap<>();
        for (Map<ContainerId, Boolean> some = answers.poll(); some != null; some = answers.poll()) {
            taken.putAll(some);
        }
        return taken;
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
     * Drops what heartbeats would say about requests that were taken back, until there are new ones.
     *
     * <p>A heartbeat that YARN refused is sent again as a whole, with what was taken back as a request for no
     * containers; YARN refuses that as well, and so every heartbeat for ever. A ResourceManager that starts again is
     * not told of it either: with its last request an entry leaves what Hadoop's client tells anew. Where YARN had
     * taken a number before it refused the next one, that stays with it, for it would refuse a lower one too; should it
     * grant it once, it gets that back.
     */
    synchronized void forget(Set<Integer> priorities) {
        forgotten.addAll(priorities);
        dropForgotten();
    }

    private void dropForgotten() {
        ask.removeIf(request -> forgotten.contains(request.getPriority().getPriority()));
    }

    /**
     * Makes what is sent again after a heartbeat that failed true again: Hadoop's client repeats it as it was when the
     * heartbeat began, also what was met or forgotten meanwhile.
     */
    private synchronized void correct() {
        dropForgotten();
        for (ResourceRequest request : ask) {
            int requests = getMatchingRequests(
                            request.getPriority(),
                            request.getResourceName(),
                            request.getExecutionTypeRequest().getExecutionType(),
                            request.getCapability())
                    .stream()
                    .mapToInt(Collection::size)
                    .sum();
            if (request.getNumContainers() != requests) {
                request.setNumContainers(requests);
            }
        }
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
        forgotten.remove(request.getPriority().getPriority());
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

    /**
     * Sends a heartbeat.
     *
     * @return the answer; null when no more heartbeats are sent
     * @throws HeartbeatRefusedException if YARN refuses what is asked for
     * @throws AttemptEndedException if YARN does not know the attempt any more, of which nobody is told in this thread
     */
    @Override
    public @Nullable AllocateResponse allocate(float progress) throws YarnException, IOException {
        // A call that registers anew calls this once more, with a higher number.
        boolean anew = beating;
        if (anew) {
            registrations.incrementAndGet();
        } else {
            gather();
        }
        long number = begin();
        if (number < 0) {
            return null;
        }
        boolean done = false;
        try {
            beating = true;
            if (repeating) {
                correct();
            }
            AllocateResponse response = super.allocate(progress);
            if (response != null) {
                answered = Math.max(answered, number);
                if (!response.getUpdateErrors().isEmpty()) {
                    answers.add(ContainerQuestion.answers(response.getUpdateErrors()));
                }
                done = true;
            }
            return response;
        } catch (InvalidResourceRequestException e) {
            throw new HeartbeatRefusedException(number, e);
        } catch (YarnException | IOException e) {
            if (e instanceof ApplicationAttemptNotFoundException
                    || String.valueOf(e.getMessage()).contains(NO_ATTEMPT)) {
                synchronized (sleep) {
                    quitting = true;
                }
                throw new AttemptEndedException(e);
            }
            throw e;
        } finally {
            beating = anew;
            repeating = !done;
            if (!anew && !done) {
                failed.incrementAndGet();
            }
            synchronized (sleep) {
                beater = anew ? beater : null;
                sleeper = anew || quitting ? null : Thread.currentThread();
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
            if (quitting) {
                return;
            }
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
                Thread.currentThread().interrupt();
                return;
            }
            now = requested.get();
        }
    }

    /** Gives the number of the heartbeat that begins, or -1 if no more are sent. */
    private long begin() {
        synchronized (sleep) {
            sleeper = null;
            if (quitting) {
                return -1;
            }
            beater = Thread.currentThread();
            // An interrupt that came too late must not cut the call short.
            Thread.interrupted();
        }
        return begun.incrementAndGet();
    }
}
