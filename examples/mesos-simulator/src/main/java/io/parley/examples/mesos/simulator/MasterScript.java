package io.parley.examples.mesos.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What happens to masters, of which one leads. Thread-safe. */
public final class MasterScript {

    private static final Duration STARTING = Duration.ofMillis(200);
    private static final Duration RECOVERING = Duration.ofMillis(200);
    private static final Duration ELECTION = Duration.ofSeconds(8);

    private final Cluster cluster;
    private final Allocator allocator;
    private final Subscriptions subscriptions;
    private final List<MasterFront> fronts = new CopyOnWriteArrayList<>();
    private final SchedulerApi api;
    private volatile MasterFront leader;

    MasterScript(Cluster cluster, Allocator allocator, Subscriptions subscriptions, SchedulerApi api) {
        this.cluster = cluster;
        this.allocator = allocator;
        this.subscriptions = subscriptions;
        this.api = api;
        this.leader = new MasterFront(api, MasterFront.Role.LEADING, this::leaderPort);
        fronts.add(leader);
    }

    /**
     * Gives where the leader is.
     *
     * @return the address that leads, or led last
     */
    public URI leader() {
        return leader.address();
    }

    private int leaderPort() {
        return leader.port();
    }

    /**
     * Starts another master, which stands by and sends all calls to the leader.
     *
     * @return its address
     */
    public URI addStandby() {
        MasterFront front = new MasterFront(api, MasterFront.Role.STANDING_BY, this::leaderPort);
        fronts.add(front);
        return front.address();
    }

    /** Ends the leader, as SIGTERM does: streams end without a last chunk and connections are refused. */
    public void stop() {
        cluster.loop().call(() -> {
            subscriptions.cutAll();
            return leader;
        });
        leader.close();
        cluster.loop().call(() -> {
            cluster.agents().stream()
                    .filter(agent ->
                            agent.state() == Agent.State.REGISTERED || agent.state() == Agent.State.DISCONNECTED)
                    .forEach(agent -> {
                        agent.become(Agent.State.RECOVERING);
                        agent.tasks().forEach(task -> task.run().disconnect());
                    });
            cluster.restart();
            return leader;
        });
    }

    /**
     * Starts the stopped leader again at the same address: it answers 404, then 503, then leads, and later its agents
     * are back with their tasks.
     */
    public void start() {
        start(STARTING, RECOVERING);
    }

    /**
     * Starts the stopped leader again at the same address.
     *
     * @param starting how long it answers 404
     * @param recovering how long it answers 503 after that
     */
    public void start(Duration starting, Duration recovering) {
        MasterFront front = leader;
        cluster.loop().call(() -> {
            front.reopen(MasterFront.Role.STARTING);
            cluster.loop().later(starting, () -> {
                front.become(MasterFront.Role.RECOVERING);
                cluster.loop().later(recovering, () -> becomeLeader(front));
            });
            return front;
        });
    }

    /**
     * Ends the leader and lets another lead at its place: that still sends to the dead one until it is elected.
     *
     * @throws IllegalStateException if no other stands by
     */
    public void failOver() {
        MasterFront next = fronts.stream()
                .filter(front -> front != leader)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Cannot fail over: no other simulated master stands by. Add one first."));
        stop();
        fronts.remove(leader);
        cluster.loop().call(() -> {
            cluster.loop().later(ELECTION, () -> {
                leader = next;
                next.become(MasterFront.Role.RECOVERING);
                cluster.loop().later(RECOVERING, () -> becomeLeader(next));
            });
            return next;
        });
    }

    private void becomeLeader(MasterFront front) {
        front.become(MasterFront.Role.LEADING);
        cluster.loop().later(cluster.settings().reregistration(), this::reregister);
    }

    private void reregister() {
        for (Agent agent : cluster.agents()) {
            if (agent.state() == Agent.State.RECOVERING) {
                agent.become(Agent.State.REGISTERED);
                agent.tasks().forEach(task -> task.run().reconnect());
            }
        }
        allocator.allocate();
    }

    void close() {
        fronts.forEach(MasterFront::close);
    }
}
