package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.FailureRate;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.NegotiationSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ResourceRequest;

/** One application on a cluster with its negotiator and what that tells. */
record TestNegotiation(TestCluster cluster, UnmanagedApplication application, YarnNegotiator negotiator, Events events)
        implements AutoCloseable {

    /** How long anything may take on a slow machine. */
    static final Duration WAIT = Duration.ofSeconds(60);

    static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(1));

    /** Short waits, and not a single failure is borne. */
    static final NegotiationSettings STRICT = settings(0, HostAvoidance.DEFAULT);

    static NegotiationSettings settings(int failures, HostAvoidance avoidance) {
        return new NegotiationSettings(
                BACK_OFF,
                new FailureRate(failures, Duration.ofMinutes(1), NegotiationSettings.MAX_FAILURE_RATE.key()),
                avoidance,
                Duration.ofMinutes(1));
    }

    static YarnNegotiatorOptions options(NegotiationSettings settings) {
        return YarnNegotiatorOptions.DEFAULT
                .withSettings(settings)
                .withHeartbeat(new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofMillis(500)));
    }

    /** Gives options with a clock that is ahead. */
    static YarnNegotiatorOptions options(NegotiationSettings settings, AtomicLong nanosAhead) {
        YarnNegotiatorOptions usual = options(settings);
        return new YarnNegotiatorOptions(
                usual.limits(),
                usual.fitter(),
                usual.settings(),
                usual.master(),
                usual.heartbeat(),
                usual.endWithin(),
                () -> System.nanoTime() + nanosAhead.get());
    }

    static TestNegotiation open(TestCluster cluster, String queue, YarnNegotiatorOptions options)
            throws IOException, InterruptedException {
        UnmanagedApplication application = cluster.application(queue);
        Events events = new Events();
        boolean open = false;
        try {
            TestNegotiation negotiation =
                    new TestNegotiation(cluster, application, application.negotiate(options, events), events);
            open = true;
            return negotiation;
        } finally {
            if (!open) {
                application.close();
            }
        }
    }

    /** Opens one in the usual queue, which bears no failure. */
    static TestNegotiation strict(TestCluster cluster) throws IOException, InterruptedException {
        return open(cluster, "default", options(STRICT));
    }

    /** Leaves no room on some nodes of 8 GiB. */
    static TestNegotiation filling(TestCluster cluster, int... nodes) throws Exception {
        TestNegotiation neighbour = strict(cluster);
        for (int index : nodes) {
            for (int half = 0; half < 2; half++) {
                neighbour.sleeping(
                        Workers.placed(Workers.demand("neighbour", 4096), Workers.hosts(cluster.node(index))));
            }
        }
        return neighbour;
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Asks for a container in which nothing happens, and waits until it runs. */
    GrantedContainer sleeping(Demand demand) throws Exception {
        return get(negotiator.ask(demand, Workers.SLEEP).whenRunning());
    }

    /** Waits until a demand runs in another container than before. */
    GrantedContainer replaced(DemandHandle<GrantedContainer> demand, ContainerId before) throws Exception {
        TestCluster.await(
                demand + " is replaced",
                WAIT,
                () -> demand.state() == DemandState.RUNNING
                        && demand.granted()
                                .filter(granted -> !granted.id().equals(before))
                                .isPresent());
        return demand.granted().orElseThrow();
    }

    /** Waits until YARN has answered two more heartbeats, so that it knows everything that was asked before. */
    void heartbeats() throws Exception {
        long before = negotiator.figures().heartbeats();
        TestCluster.await("heartbeats", WAIT, () -> negotiator.figures().heartbeats() >= before + 3);
    }

    /** Fails if a demand is not still in a state of waiting after YARN has heard of it and had time to serve it. */
    void assertWaits(DemandHandle<GrantedContainer> demand, DemandState... states) throws Exception {
        heartbeats();
        heartbeats();
        assertThat(demand.state()).isIn((Object[]) states);
    }

    /** Gives what the ResourceManager knows that it has to grant still. */
    List<ResourceRequest> requests() {
        return cluster
                .hadoop()
                .getResourceManager()
                .getResourceScheduler()
                .getPendingResourceRequestsForAttempt(cluster.application(application.id())
                        .getCurrentAppAttempt()
                        .getAppAttemptId())
                .stream()
                .filter(request -> request.getNumContainers() > 0)
                .toList();
    }

    static String node(GrantedContainer granted) {
        return granted.container().getNodeId().toString();
    }

    @Override
    public void close() {
        negotiator.close();
        application.close();
    }
}
