package io.parley.mesos.matching;

import java.util.BitSet;

/** What would be left of an agent, while it is tried who gets what. Not thread-safe. */
final class AgentRoom implements PackingPolicy.Room {

    private final Agent agent;
    private final Shares shares;
    private long cpus;
    private long mem;
    private long disk;
    private long gpus;
    private long ports;
    private final BitSet namedPorts = new BitSet();
    private boolean taken;
    private long leftOver;

    AgentRoom(Agent agent, Shares shares) {
        this.agent = agent;
        this.shares = shares;
        this.cpus = agent.left(Agent.CPUS);
        this.mem = agent.left(Agent.MEM);
        this.disk = agent.left(Agent.DISK);
        this.gpus = agent.left(Agent.GPUS);
        this.ports = agent.ports().left();
    }

    boolean holds(Amounts need) {
        if (cpus < need.scalar(Agent.CPUS)
                || mem < need.scalar(Agent.MEM)
                || disk < need.scalar(Agent.DISK)
                || gpus < need.scalar(Agent.GPUS)
                || ports < need.ports()) {
            return false;
        }
        for (int port : need.namedPorts()) {
            if (namedPorts.get(port) || !agent.ports().holds(port)) {
                return false;
            }
        }
        return true;
    }

    void take(Amounts need) {
        cpus -= need.scalar(Agent.CPUS);
        mem -= need.scalar(Agent.MEM);
        disk -= need.scalar(Agent.DISK);
        gpus -= need.scalar(Agent.GPUS);
        ports -= need.ports();
        for (int port : need.namedPorts()) {
            namedPorts.set(port);
        }
        taken = true;
    }

    /** Gives this as it would be with one more, until the next call. */
    PackingPolicy.Room with(Amounts need) {
        leftOver = shares.sum(cpus - need.scalar(Agent.CPUS), mem - need.scalar(Agent.MEM), ports - need.ports());
        return this;
    }

    @Override
    public int order() {
        return agent.order();
    }

    @Override
    public boolean isTaken() {
        return taken;
    }

    @Override
    public long leftOver() {
        return leftOver;
    }
}
