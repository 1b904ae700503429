package io.parley.examples.benchmarks.yarn;

import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.yarn.negotiation.GrantedContainer;
import io.parley.yarn.negotiation.YarnNegotiator;
import io.parley.yarn.negotiation.YarnNegotiatorOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Parley: a handle for every demand, matched with its container, the plan grown into it. */
final class ParleyNegotiator implements Side {

    @Override
    public String name() {
        return "parley";
    }

    @Override
    public Measured run(SimulatedCluster cluster, Asks asks, int containers) throws IOException, YarnException {
        Counter counter = new Counter(containers);
        YarnNegotiatorOptions options = YarnNegotiatorOptions.DEFAULT
                .withFitter(asks.fitter())
                .withHeartbeat(new YarnNegotiatorOptions.Heartbeat(HEARTBEAT, HEARTBEAT));
        try (Application application = new Application(cluster, name());
                YarnNegotiator negotiator =
                        application.asMaster(() -> YarnNegotiator.open(cluster.configuration(), options, counter))) {
            Measured measured = measure(cluster, application, negotiator, counter, asks, containers);
            negotiator.finish(FinalApplicationStatus.SUCCEEDED, "");
            return measured;
        }
    }

    private static Measured measure(
            SimulatedCluster cluster,
            Application application,
            YarnNegotiator negotiator,
            Counter counter,
            Asks asks,
            int containers) {
        List<DemandHandle<GrantedContainer>> handles = new ArrayList<>(containers);
        ThreadCosts.Meter meter = new ThreadCosts.Meter();
        ThreadCosts before = meter.read();
        long heartbeats = negotiator.figures().heartbeats();
        long began = System.nanoTime();
        for (int i = 0; i < containers; i++) {
            handles.add(negotiator.ask(Demand.of("worker", asks.requirements(i))));
        }
        cluster.await("all containers", () -> counter.ended.get() != 0);
        ThreadCosts costs = meter.read().minus(before);
        long ended = counter.ended.get();
        long needed = negotiator.figures().heartbeats() - heartbeats;
        long rest = negotiator.figures().heartbeats() + REST;
        cluster.await("the client to rest", () -> negotiator.figures().heartbeats() >= rest);
        for (DemandHandle<GrantedContainer> handle : handles) {
            if (handle.granted().isEmpty()) {
                throw new IllegalStateException(handle + " holds nothing.");
            }
        }
        return new Measured(
                containers,
                ended - began,
                needed,
                costs,
                negotiator.figures().released(),
                cluster.liveContainers(application.id()) - containers,
                Side.liveBytes());
    }

    /** Notes when the number was reached. */
    private static final class Counter implements NegotiationListener<GrantedContainer> {
        private final int wanted;
        private final AtomicInteger granted = new AtomicInteger();
        private final AtomicLong ended = new AtomicLong();

        Counter(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void onGranted(DemandHandle<GrantedContainer> demand, GrantedContainer container) {
            if (granted.incrementAndGet() == wanted) {
                ended.set(System.nanoTime());
            }
        }
    }
}
