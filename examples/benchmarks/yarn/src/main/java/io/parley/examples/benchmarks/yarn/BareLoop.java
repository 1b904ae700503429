package io.parley.examples.benchmarks.yarn;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Hadoop's own client with a callback that only counts. */
final class BareLoop implements Side {

    @Override
    public String name() {
        return "bare loop";
    }

    @Override
    public Measured run(SimulatedCluster cluster, Asks asks, int containers) throws IOException, YarnException {
        Counter counter = new Counter(containers);
        try (Application application = new Application(cluster, name())) {
            AMRMClientAsync<ContainerRequest> client =
                    AMRMClientAsync.createAMRMClientAsync((int) HEARTBEAT.toMillis(), counter);
            application.asMaster(() -> {
                client.init(cluster.configuration());
                client.start();
                return client.registerApplicationMaster("", -1, "");
            });
            try {
                return measure(cluster, application, client, counter, asks, containers);
            } finally {
                client.unregisterApplicationMaster(FinalApplicationStatus.SUCCEEDED, "", "");
                client.stop();
            }
        }
    }

    private static Measured measure(
            SimulatedCluster cluster,
            Application application,
            AMRMClientAsync<ContainerRequest> client,
            Counter counter,
            Asks asks,
            int containers) {
        ThreadCosts.Meter meter = new ThreadCosts.Meter();
        ThreadCosts before = meter.read();
        long heartbeats = counter.heartbeats.get();
        long began = System.nanoTime();
        for (int i = 0; i < containers; i++) {
            client.addContainerRequest(
                    new ContainerRequest(asks.resource(i), null, null, Priority.newInstance(asks.priority(i))));
        }
        cluster.await("all containers", () -> counter.ended.get() != 0);
        ThreadCosts costs = meter.read().minus(before);
        long ended = counter.ended.get();
        long needed = counter.heartbeats.get() - heartbeats;
        long rest = counter.heartbeats.get() + REST;
        cluster.await("the client to rest", () -> counter.heartbeats.get() >= rest);
        return new Measured(
                containers,
                ended - began,
                needed,
                costs,
                0,
                cluster.liveContainers(application.id()) - containers,
                Side.liveBytes());
    }

    /** Counts, and notes when the number was reached. */
    private static final class Counter extends AMRMClientAsync.AbstractCallbackHandler {
        private final int wanted;
        private final AtomicInteger allocated = new AtomicInteger();
        private final AtomicLong heartbeats = new AtomicLong();
        private final AtomicLong ended = new AtomicLong();

        Counter(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void onContainersAllocated(List<Container> containers) {
            if (allocated.addAndGet(containers.size()) >= wanted) {
                ended.compareAndSet(0, System.nanoTime());
            }
        }

        @Override
        public float getProgress() {
            heartbeats.incrementAndGet();
            return 0;
        }

        @Override
        public void onContainersCompleted(List<ContainerStatus> statuses) {}

        @Override
        public void onContainersUpdated(List<UpdatedContainer> containers) {}

        @Override
        public void onShutdownRequest() {}

        @Override
        public void onNodesUpdated(List<NodeReport> updated) {}

        @Override
        public void onError(Throwable failure) {}
    }
}
