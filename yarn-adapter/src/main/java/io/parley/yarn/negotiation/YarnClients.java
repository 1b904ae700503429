package io.parley.yarn.negotiation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
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
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;

/** Hadoop's two clients of an application master: to the ResourceManager and to the NodeManagers. Thread-safe. */
final class YarnClients implements ContainerPort {

    private static final System.Logger LOG = System.getLogger(YarnClients.class.getName());

    private final WakeableClient client = new WakeableClient();
    private final AMRMClientAsync<ContainerRequest> resourceManager;
    private final NMClientAsync nodeManagers;
    private final Events events;
    private final Consumer<Runnable> later;
    private final int waitingMillis;
    private final int idleMillis;
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

        /** A process could not be started. */
        void notStarted(ContainerId container, String why);

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

    long nextHeartbeat() {
        return client.next();
    }

    long answeredHeartbeats() {
        return client.answered();
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
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "No launch context for " + granted, e);
            events.notStarted(granted.id(), "What to run could not be made: " + e.getMessage());
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

    void unregister(FinalApplicationStatus status, String diagnostics, String trackingUrl)
            throws IOException, YarnException {
        resourceManager.unregisterApplicationMaster(status, diagnostics, trackingUrl);
    }

    void close() {
        nodeManagers.stop();
        resourceManager.stop();
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
            events.ended("YARN does not know this attempt of the application any more.");
        }

        @Override
        public void onNodesUpdated(List<NodeReport> updated) {
            // The end of a node's containers is told by their own status.
        }

        @Override
        public float getProgress() {
            events.heartbeat(client.getClusterNodeCount());
            return 0;
        }

        @Override
        public void onError(Throwable failure) {
            if (isRefusal(failure)) {
                events.refused(String.valueOf(failure.getMessage()));
            } else {
                events.trouble("Talking to YARN failed and is tried again: " + failure);
            }
        }

        private static boolean isRefusal(@Nullable Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidResourceRequestException) {
                    return true;
                }
            }
            return false;
        }
    }

    private final class FromNodeManagers extends NMClientAsync.AbstractCallbackHandler {

        @Override
        public void onContainerStarted(ContainerId container, Map<String, ByteBuffer> responses) {
            events.started(container);
        }

        @Override
        public void onContainerStatusReceived(ContainerId container, ContainerStatus status) {
            // Never asked for.
        }

        @Override
        public void onContainerStopped(ContainerId container) {
            // The ResourceManager tells the end.
        }

        @Override
        public void onStartContainerError(ContainerId container, Throwable failure) {
            events.notStarted(container, "The NodeManager did not start the process: " + failure.getMessage());
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
            // Never asked for.
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
