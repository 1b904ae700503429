package io.parley.yarn.negotiation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMTokenCache;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.client.api.async.NMClientAsync;
import org.apache.hadoop.yarn.exceptions.InvalidContainerException;
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;

/** Hadoop's two clients of an application master: to the ResourceManager and to the NodeManagers. Thread-safe. */
final class YarnClients implements ContainerPort {

    private static final System.Logger LOG = System.getLogger(YarnClients.class.getName());

    /** What a NodeManager says of a container in which nothing was ever started. */
    private static final String UNKNOWN_TO_NODE = "is not handled by this NodeManager";

    /** What a ResourceManager says to whoever connects anew for an attempt that has ended. */
    private static final String NO_ATTEMPT = "not found in AMRMTokenSecretManager";

    private static final String UNKNOWN_ATTEMPT = "YARN does not know this attempt of the application any more.";

    private final WakeableClient client = new WakeableClient();
    private final AMRMClientAsync<ContainerRequest> resourceManager;
    private final NMClientAsync nodeManagers;
    private final Events events;
    private final Consumer<Runnable> later;
    private final int waitingMillis;
    private final int idleMillis;
    private final AtomicLong registrationsTold = new AtomicLong();
    private volatile boolean pacedForWaiting = true;

    /** What the clients tell, from threads of theirs. */
    interface Events {

        /** Containers were granted. */
        void allocated(List<Container> containers);

        /** Containers ended. */
        void completed(List<ContainerStatus> statuses);

        /** Containers of earlier attempts still run. */
        void recovered(List<Container> containers);

        /** A process was started. */
        void started(ContainerId container);

        /** The caller could not say what to run. */
        void noContext(ContainerId container, String why);

        /** A process could not be started. */
        void notStarted(ContainerId container, String why);

        /**
         * A container is none any more, for the ResourceManager that granted it is gone and nothing was started yet.
         */
        void forgotten(ContainerId container, String why);

        /** A ResourceManager did not know this application master and was told of it again. */
        void registeredAnew();

        /** A heartbeat is over, answered or not. */
        void heartbeat(int clusterNodes);

        /** YARN refuses a request; the heartbeat was not answered. */
        void refused(String message);

        /** Something passing went wrong. */
        void trouble(String message);

        /** YARN does not know the application any more. */
        void ended(String message);
    }

    /**
     * Makes clients that are not started.
     *
     * @param later runs what calls the code of users, outside of any lock
     */
    YarnClients(
            Configuration hadoop, Events events, YarnNegotiatorOptions.Heartbeat heartbeat, Consumer<Runnable> later) {
        this.events = events;
        this.later = later;
        this.waitingMillis = Math.toIntExact(heartbeat.waiting().toMillis());
        this.idleMillis = Math.toIntExact(heartbeat.idle().toMillis());
        // Tokens of their own, for two applications in one process must not mix theirs.
        NMTokenCache tokens = new NMTokenCache();
        client.setNMTokenCache(tokens);
        resourceManager = AMRMClientAsync.createAMRMClientAsync(client, waitingMillis, new FromResourceManager());
        resourceManager.init(hadoop);
        nodeManagers = NMClientAsync.createNMClientAsync(new FromNodeManagers());
        nodeManagers.getClient().setNMTokenCache(tokens);
        nodeManagers.init(hadoop);
        // What is left running is decided by the negotiator.
        nodeManagers.getClient().cleanupRunningContainersOnStop(false);
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

    /** Sets how often the ResourceManager is asked, and asks it soon when something is waited for anew. */
    void pace(boolean waiting) {
        if (waiting != pacedForWaiting) {
            pacedForWaiting = waiting;
            resourceManager.setHeartbeatInterval(waiting ? waitingMillis : idleMillis);
            if (waiting) {
                client.wake();
            }
        }
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
                start(granted, starter);
            }
        });
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
        nodeManagers.stopContainerAsync(granted.id(), granted.container().getNodeId());
    }

    @Override
    public void avoid(Collection<String> added, Collection<String> removed) {
        resourceManager.updateBlacklist(List.copyOf(added), List.copyOf(removed));
    }

    /** Tells whether a container was given back and its end is not told yet. */
    boolean isGivenBack(ContainerId container) {
        return client.isGivenBack(container);
    }

    /** Asks a node whether anything runs in a container; only if nothing ever did, that is told. */
    void look(Container container) {
        nodeManagers.getContainerStatusAsync(container.getId(), container.getNodeId());
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
            resourceManager.stop();
        } finally {
            Thread.interrupted();
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class FromResourceManager extends AMRMClientAsync.AbstractCallbackHandler {

        @Override
        public void onContainersCompleted(List<ContainerStatus> statuses) {
            events.completed(statuses);
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
            events.ended(UNKNOWN_ATTEMPT);
        }

        @Override
        public void onNodesUpdated(List<NodeReport> updated) {
            // The end of a node's containers is told by their own status.
        }

        @Override
        public float getProgress() {
            long registrations = client.registrationsAnew();
            if (registrationsTold.getAndSet(registrations) != registrations) {
                events.registeredAnew();
            }
            events.heartbeat(client.getClusterNodeCount());
            return 0;
        }

        @Override
        public void onError(Throwable failure) {
            if (isOf(InvalidResourceRequestException.class, failure)) {
                events.refused(String.valueOf(failure.getMessage()));
            } else if (String.valueOf(failure).contains(NO_ATTEMPT)) {
                client.quit();
                events.ended(UNKNOWN_ATTEMPT);
            } else {
                events.trouble("Talking to YARN failed and is tried again: " + failure);
            }
        }
    }

    private static boolean isOf(Class<? extends Throwable> type, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private final class FromNodeManagers extends NMClientAsync.AbstractCallbackHandler {

        @Override
        public void onContainerStarted(ContainerId container, Map<String, ByteBuffer> responses) {
            events.started(container);
        }

        @Override
        public void onContainerStatusReceived(ContainerId container, ContainerStatus status) {
            // Something was started, so its end will be told.
        }

        @Override
        public void onContainerStopped(ContainerId container) {
            // The ResourceManager tells the end.
        }

        @Override
        public void onStartContainerError(ContainerId container, Throwable failure) {
            String why = "The NodeManager did not start the process: " + failure.getMessage();
            if (isOf(InvalidContainerException.class, failure)) {
                events.forgotten(container, why);
            } else {
                events.notStarted(container, why);
            }
        }

        @Override
        @Deprecated
        public void onContainerResourceIncreased(ContainerId container, Resource resource) {
            // Sizes of granted containers are never changed here.
        }

        @Override
        public void onContainerResourceUpdated(ContainerId container, Resource resource) {
            // Sizes of granted containers are never changed here.
        }

        @Override
        public void onGetContainerStatusError(ContainerId container, Throwable failure) {
            if (String.valueOf(failure.getMessage()).contains(UNKNOWN_TO_NODE)) {
                events.forgotten(container, "Nothing was started in it before its ResourceManager was gone.");
            } else {
                LOG.log(System.Logger.Level.WARNING, "Cannot find out whether anything runs in " + container, failure);
            }
        }

        @Override
        @Deprecated
        public void onIncreaseContainerResourceError(ContainerId container, Throwable failure) {
            // Sizes of granted containers are never changed here.
        }

        @Override
        public void onUpdateContainerResourceError(ContainerId container, Throwable failure) {
            // Sizes of granted containers are never changed here.
        }

        @Override
        public void onStopContainerError(ContainerId container, Throwable failure) {
            LOG.log(System.Logger.Level.DEBUG, "A node did not stop " + container + "; YARN does.", failure);
        }
    }
}
