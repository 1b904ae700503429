package io.parley.examples.mesos.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final String home;
    private volatile MasterFront leader;
    /** Those that were stopped and not started again, the last one first. Used on the master's thread only. */
    private final Deque<MasterFront> stopped = new ArrayDeque<>();
    /**
     * How many leaders have ended; what was planned for one is nothing to the next. Used on the master's thread only.
     */
    private int term;

    private boolean electing;

    MasterScript(Cluster cluster, Allocator allocator, Subscriptions subscriptions, SchedulerApi api, String home) {
        this.home = home;
        this.cluster = cluster;
        this.allocator = allocator;
        this.subscriptions = subscriptions;
        this.api = api;
        this.leader = new MasterFront(api, MasterFront.Role.LEADING, this::leaderPort, home);
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
        MasterFront front = new MasterFront(api, MasterFront.Role.STANDING_BY, this::leaderPort, home);
        fronts.add(front);
        return front.address();
    }

    /**
     * Ends the leader, as SIGTERM does: connections are refused and streams end without a last chunk. Does nothing
     * while none leads.
     */
    public void stop() {
        cluster.loop().perform(this::stopLeader);
    }

    private void stopLeader() {
        if (stopped.contains(leader)) {
            return;
        }
        term++;
        // The port goes first, or a quick client would subscribe at the dying master.
        leader.close();
        stopped.push(leader);
        subscriptions.cutAll();
        cluster.agents().stream()
                .filter(agent -> agent.state() == Agent.State.REGISTERED || agent.state() == Agent.State.DISCONNECTED)
                .forEach(agent -> {
                    agent.become(Agent.State.RECOVERING);
                    agent.tasks().forEach(task -> task.run().disconnect());
                });
        cluster.restart();
    }

    /**
     * Starts the master that was stopped last again at the same address. It answers 404 and, if no other was elected
     * meanwhile, 503, and then it leads, and later its agents are back with their tasks; else it stands by.
     *
     * @throws IllegalStateException if none was stopped
     */
    public void start() {
        start(STARTING, RECOVERING);
    }

    /**
     * Starts the master that was stopped last again at the same address.
     *
     * @param starting how long it answers 404
     * @param recovering how long it answers 503 after that, if it leads
     * @throws IllegalStateException if none was stopped
     */
    public void start(Duration starting, Duration recovering) {
        cluster.loop().perform(() -> {
            MasterFront front = stopped.poll();
            if (front == null) {
                throw new IllegalStateException(
                        "Cannot start a simulated master again: none is stopped. Stop one first.");
            }
            front.reopen(MasterFront.Role.STARTING);
            if (electing || front != leader) {
                cluster.loop().later(starting, () -> front.become(MasterFront.Role.STANDING_BY));
            } else {
                inThisTerm(starting, () -> recover(front, recovering));
            }
        });
    }

    /**
     * Ends the leader and lets another lead at its place: that still sends to the dead one until it is elected. The
     * dead one stands by when it is {@linkplain #start() started} again.
     *
     * @throws IllegalStateException if no other stands by, or an election goes on
     */
    public void failOver() {
        cluster.loop().perform(() -> {
            MasterFront next = fronts.stream()
                    .filter(front -> front.role() == MasterFront.Role.STANDING_BY)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "Cannot fail over: no other simulated master stands by. Add one first."));
            if (electing) {
                throw new IllegalStateException("Cannot fail over: an election goes on. Wait until one leads.");
            }
            stopLeader();
            electing = true;
            cluster.loop().later(ELECTION, () -> {
                electing = false;
                leader = next;
                recover(next, RECOVERING);
            });
        });
    }

    private void recover(MasterFront front, Duration recovering) {
        front.become(MasterFront.Role.RECOVERING);
        inThisTerm(recovering, () -> {
            front.become(MasterFront.Role.LEADING);
            inThisTerm(cluster.settings().agentTimes().reregistration(), this::reregister);
        });
    }

    /** Does something later, unless the leader has ended by then. */
    private void inThisTerm(Duration delay, Runnable work) {
        int planned = term;
        cluster.loop().later(delay, () -> {
            if (term == planned) {
                work.run();
            }
        });
    }

    private void reregister() {
        cluster.agentsAreBack();
        for (Agent agent : cluster.agents()) {
            if (agent.state() == Agent.State.RECOVERING && agent.isRunning()) {
                agent.become(Agent.State.REGISTERED);
                agent.tasks().forEach(task -> task.run().reconnect());
            }
        }
        // Agents know their frameworks, which have from now on their failover timeout to come back.
        cluster.frameworksThatAreAway()
                .forEach(id -> inThisTerm(cluster.failoverTimeout(id), () -> subscriptions.removeIfAway(id)));
        allocator.allocate();
    }

    void close() {
        fronts.forEach(MasterFront::close);
    }
}
