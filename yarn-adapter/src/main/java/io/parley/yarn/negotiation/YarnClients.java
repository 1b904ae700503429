package io.parley.yarn.negotiation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMTokenCache;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.RackResolver;

/** Hadoop's two clients of an application master: to the ResourceManager and to the NodeManagers. Thread-safe. */
final class YarnClients implements ContainerPort {

    private static final System.Logger LOG = System.getLogger(YarnClients.class.getName());

    /** How many heartbeats YARN must miss until it ends an application master, at the least. */
    private static final long MISSED_HEARTBEATS = 3;

    private final WakeableClient client = new WakeableClient();
    private final AMRMClientAsync<ContainerRequest> resourceManager;
    private final ForgetfulNodeClient nodeManagers;
    private final ClientEvents events;
    private final Consumer<Runnable> later;
    private final int waitingMillis;
    private final int idleMillis;
    private final AtomicLong registrationsTold = new AtomicLong();
    private volatile boolean pacedForWaiting = true;

    /**
     * Makes clients that are not started.
     *
     * @param later runs what calls the code of users, outside of any lock
     */
    YarnClients(
            Configuration hadoop,
            ClientEvents events,
            YarnNegotiatorOptions.Heartbeat heartbeat,
            Consumer<Runnable> later) {
        this.events = events;
        this.later = later;
        this.waitingMillis = millis(heartbeat.waiting(), hadoop);
        this.idleMillis = millis(heartbeat.idle(), hadoop);
        // Tokens of their own, for two applications in one process must not mix theirs.
        NMTokenCache tokens = new NMTokenCache();
        client.setNMTokenCache(tokens);
        resourceManager = AMRMClientAsync.createAMRMClientAsync(client, waitingMillis, new FromResourceManager());
        resourceManager.init(hadoop);
        nodeManagers = ForgetfulNodeClient.telling(new FromNodeManagers(events));
        nodeManagers.getClient().setNMTokenCache(tokens);
        nodeManagers.init(hadoop);
        // What is left running is decided by the negotiator.
        nodeManagers.getClient().cleanupRunningContainersOnStop(false);
    }

    /** Gives the milliseconds between heartbeats, so few that YARN does not take the application master for dead. */
    static int millis(Duration wanted, Configuration hadoop) {
        long expiry = hadoop.getTimeDuration(
                YarnConfiguration.RM_AM_EXPIRY_INTERVAL_MS,
                YarnConfiguration.DEFAULT_RM_AM_EXPIRY_INTERVAL_MS,
                TimeUnit.MILLISECONDS);
        return Math.toIntExact(Math.min(wanted.toMillis(), Math.max(1, expiry / MISSED_HEARTBEATS)));
    }

    void start() {
        resourceManager.start();
        nodeManagers.start();
    }

    RegisterApplicationMasterResponse register(YarnNegotiatorOptions.Master master) throws IOException, YarnException {
        return resourceManager.registerApplicationMaster(master.host(), master.port(), master.trackingUrl());
    }

    @Override
    public long nextHeartbeat() {
        return client.next();
    }

    long answeredHeartbeats() {
        return client.answered();
    }

    long failedHeartbeats() {
        return client.failed();
    }

    NMTokenCache nodeTokens() {
        return client.getNMTokenCache();
    }

    /**
     * Sets how often the ResourceManager is asked, and asks it soon when something is waited for or to be told anew:
     * what is given back or taken back blocks others until YARN hears of it.
     */
    void pace(boolean waiting) {
        boolean soon = waiting || client.hasNews();
        if (soon != pacedForWaiting) {
            pacedForWaiting = soon;
            resourceManager.setHeartbeatInterval(soon ? waitingMillis : idleMillis);
            if (soon) {
                client.wake();
            }
        }
    }

    /** Tells how often the ResourceManager is asked. */
    Duration pace() {
        return Duration.ofMillis(pacedForWaiting ? waitingMillis : idleMillis);
    }

    @Override
    public void request(ContainerRequest request) {
        resourceManager.addContainerRequest(request);
    }

    @Override
    public void withdraw(ContainerRequest request) {
        resourceManager.removeContainerRequest(request);
    }

    @Override
    public void met(ContainerRequest request) {
        client.met(request);
    }

    @Override
    public void forget(Set<Integer> priorities) {
        client.forget(priorities);
    }

    @Override
    public void release(ContainerId container) {
        resourceManager.releaseAssignedContainer(container);
    }

    @Override
    public void start(GrantedContainer granted, ContainerStarter starter, BooleanSupplier stillWanted) {
        later.accept(() -> {
            if (stillWanted.getAsBoolean()) {
                uncancelled(() -> start(granted, starter));
            }
        });
    }

    /**
     * Acts for a thread that may have been cancelled, whose process or container this need not be: Hadoop's clients
     * would do nothing and tell it as a failure of the node. The thread is still cancelled afterwards.
     */
    private static void uncancelled(Runnable action) {
        boolean cancelled = Thread.interrupted();
        try {
            action.run();
        } finally {
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void start(GrantedContainer granted, ContainerStarter starter) {
        try {
            nodeManagers.startContainerAsync(granted.container(), starter.launchContext(granted));
        } catch (RuntimeException | Error e) {
            // Whatever it is, the container would be held and nothing be run in it.
            LOG.log(System.Logger.Level.DEBUG, "No launch context for " + granted, e);
            events.noContext(granted.id(), "What to run could not be made: " + e.getMessage());
        }
    }

    @Override
    public void stop(GrantedContainer granted) {
        uncancelled(() -> nodeManagers.stopContainerAsync(
                granted.id(), granted.container().getNodeId()));
    }

    @Override
    public void avoid(Collection<String> added, Collection<String> removed) {
        // Lists of its own, for the client changes what it is given.
        resourceManager.updateBlacklist(new ArrayList<>(added), new ArrayList<>(removed));
    }

    /** Tells whether a container was given back and its end is not told yet. */
    boolean isGivenBack(ContainerId container) {
        return client.isGivenBack(container);
    }

    /** Gives the containers that were given back and whose end is not told yet. */
    Set<ContainerId> givenBack() {
        return client.givenBack();
    }

    /** Tells YARN no more that a container was given back. */
    void dropGivenBack(ContainerId container) {
        client.dropGivenBack(container);
    }

    /** Asks the ResourceManager with the next heartbeat whether it knows containers. */
    void askAbout(Collection<ContainerId> containers) {
        client.askAbout(containers);
    }

    /** Finds the racks of hosts, which may run a script; they are known from then on. */
    void resolveRacks(List<String> hosts) {
        if (!hosts.isEmpty()) {
            RackResolver.resolve(hosts);
        }
    }

    /** Asks a node whether anything runs in a container; only if nothing ever did, that is told. */
    void look(Container container) {
        uncancelled(() -> nodeManagers.getContainerStatusAsync(container.getId(), container.getNodeId()));
    }

    /**
     * Ends the heartbeats and tells YARN the outcome.
     *
     * @param limit how long a ResourceManager is tried to be reached
     * @throws IOException if YARN is not told
     */
    void unregister(FinalApplicationStatus status, String diagnostics, String trackingUrl, Duration limit)
            throws IOException {
        client.quit();
        LimitedCall.within(limit, "tell YARN the end of the application", () -> {
            while (true) {
                try {
                    resourceManager.unregisterApplicationMaster(status, diagnostics, trackingUrl);
                    return true;
                } catch (IOException e) {
                    if (e instanceof RemoteException || Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    LOG.log(System.Logger.Level.DEBUG, "YARN is not reached and tried again.", e);
                    Thread.sleep(waitingMillis);
                }
            }
        });
    }

    void close() {
        // Hadoop's clients interrupt their threads, of which this may be one: a listener may close the negotiator.
        boolean cancelled = Thread.interrupted();
        try {
            client.quit();
            nodeManagers.stop();
            Thread.interrupted();
            // Hadoop loses the interrupt of a thread that is about to sleep, and waits for the end of that sleep.
            resourceManager.setHeartbeatInterval(1);
            resourceManager.stop();
        } finally {
            Thread.interrupted();
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tells of containers that ended. */
    void completed(List<ContainerStatus> statuses) {
        events.completed(statuses);
        statuses.forEach(status -> nodeManagers.forget(status.getContainerId()));
    }

    /** Gives of how many containers the client of the NodeManagers knows. */
    int containersOfNodes() {
        return nodeManagers.remembered();
    }

    private final class FromResourceManager extends AMRMClientAsync.AbstractCallbackHandler {

        @Override
        public void onContainersCompleted(List<ContainerStatus> statuses) {
            completed(statuses);
        }

        @Override
        public void onContainersAllocated(List<Container> containers) {
            events.allocated(containers);
        }

        @Override
        public void onContainersUpdated(List<UpdatedContainer> containers) {
            // Sizes of granted containers are never changed here.
        }

        @Override
        public void onContainersReceivedFromPreviousAttempts(List<Container> containers) {
            events.recovered(containers);
        }

        @Override
        public void onShutdownRequest() {
            // The client tells it as a failure, in the thread of the other callbacks.
        }

        @Override
        public void onNodesUpdated(List<NodeReport> updated) {
            events.nodes(updated);
        }

        @Override
        public float getProgress() {
            long registrations = client.registrationsAnew();
            if (registrationsTold.getAndSet(registrations) != registrations) {
                events.registeredAnew();
            }
            Map<ContainerId, Boolean> answers = client.takeAnswers();
            if (!answers.isEmpty()) {
                events.answered(answers);
            }
            events.heartbeat(client.getClusterNodeCount());
            return 0;
        }

        @Override
        public void onError(Throwable failure) {
            if (failure instanceof HeartbeatRefusedException refusal) {
                if (client.isNews(refusal)) {
                    events.refused(String.valueOf(refusal.getMessage()));
                    client.actedOn();
                }
            } else if (failure instanceof AttemptEndedException) {
                events.ended(String.valueOf(failure.getMessage()));
            } else {
                events.trouble("Talking to YARN failed and is tried again: " + failure);
            }
        }
    }
}
