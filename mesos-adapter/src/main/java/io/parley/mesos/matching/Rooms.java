package io.parley.mesos.matching;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would be left of every agent, while it is tried who gets what. Not thread-safe.
 *
 * <p>Amounts lie side by side in arrays, for all agents are looked at for every need.
 */
final class Rooms implements PackingPolicy.Room {

    private final List<Agent> agents;
    private final long[] cpus;
    private final long[] mem;
    private final long[] disk;
    private final long[] gpus;
    private final long[] ports;
    private final long[] cpusShare;
    private final long[] memShare;
    private final long[] portsShare;
    private final int[] processes;
    private final @Nullable BitSet[] namedPorts;
    private int used;

    private int current;
    private long leftOver;
    private long stranded;

    Rooms(List<Agent> agents, Shares shares) {
        int size = agents.size();
        this.agents = agents;
        cpus = new long[size];
        mem = new long[size];
        disk = new long[size];
        gpus = new long[size];
        ports = new long[size];
        cpusShare = new long[size];
        memShare = new long[size];
        portsShare = new long[size];
        processes = new int[size];
        namedPorts = new BitSet[size];
        for (int i = 0; i < size; i++) {
            Agent agent = agents.get(i);
            cpus[i] = agent.left(Agent.CPUS);
            mem[i] = agent.left(Agent.MEM);
            disk[i] = agent.left(Agent.DISK);
            gpus[i] = agent.left(Agent.GPUS);
            ports[i] = agent.portsLeft();
            cpusShare[i] = shares.ofCpus(cpus[i]);
            memShare[i] = shares.ofMem(mem[i]);
            portsShare[i] = shares.ports() == 0 ? PackingPolicy.Room.WHOLE : shares.ofPorts(ports[i]);
        }
    }

    private Rooms(Rooms other) {
        agents = other.agents;
        cpus = other.cpus.clone();
        mem = other.mem.clone();
        disk = other.disk.clone();
        gpus = other.gpus.clone();
        ports = other.ports.clone();
        cpusShare = other.cpusShare.clone();
        memShare = other.memShare.clone();
        portsShare = other.portsShare.clone();
        processes = other.processes.clone();
        namedPorts = new BitSet[agents.size()];
        used = other.used;
    }

    /** Gives another one like this, of which nothing may be taken yet. */
    Rooms copy() {
        return new Rooms(this);
    }

    boolean holds(int agent, Amounts need) {
        return cpus[agent] >= need.scalar(Agent.CPUS)
                && mem[agent] >= need.scalar(Agent.MEM)
                && disk[agent] >= need.scalar(Agent.DISK)
                && gpus[agent] >= need.scalar(Agent.GPUS)
                && ports[agent] >= need.ports()
                && holdsNamedPorts(agent, need);
    }

    private boolean holdsNamedPorts(int agent, Amounts need) {
        BitSet named = namedPorts[agent];
        for (int port : need.namedPorts()) {
            if ((named != null && named.get(port)) || !agents.get(agent).holdsPort(port)) {
                return false;
            }
        }
        return true;
    }

    void take(int agent, Amounts need) {
        if (processes[agent] == 0) {
            used++;
        }
        change(agent, need, 1);
    }

    void giveBack(int agent, Amounts need) {
        change(agent, need, -1);
        if (processes[agent] == 0) {
            used--;
        }
    }

    private void change(int agent, Amounts need, int sign) {
        processes[agent] += sign;
        cpus[agent] -= sign * need.scalar(Agent.CPUS);
        mem[agent] -= sign * need.scalar(Agent.MEM);
        disk[agent] -= sign * need.scalar(Agent.DISK);
        gpus[agent] -= sign * need.scalar(Agent.GPUS);
        ports[agent] -= (long) sign * need.ports();
        cpusShare[agent] -= sign * need.cpusShare();
        memShare[agent] -= sign * need.memShare();
        portsShare[agent] -= sign * need.portsShare();
        for (int port : need.namedPorts()) {
            BitSet named = namedPorts[agent];
            if (named == null) {
                named = new BitSet();
                namedPorts[agent] = named;
            }
            named.set(port, sign > 0);
        }
    }

    int used() {
        return used;
    }

    /** How many processes an agent has here. */
    int processes(int agent) {
        return processes[agent];
    }

    int size() {
        return processes.length;
    }

    /** Gives the shares of cpus and memory that are left, so that agents can be compared. */
    long wholeShare(int agent) {
        return cpusShare[agent] + memShare[agent];
    }

    /** Gives an agent as it would be with one more, until the next call. */
    PackingPolicy.Room with(int agent, Amounts need) {
        long cpusLeft = cpusShare[agent] - need.cpusShare();
        long memLeft = memShare[agent] - need.memShare();
        long portsLeft = portsShare[agent] - need.portsShare();
        current = agent;
        leftOver = cpusLeft + memLeft + portsLeft;
        stranded = cpusLeft + memLeft - 2 * Math.min(portsLeft, Math.min(cpusLeft, memLeft));
        return this;
    }

    @Override
    public int order() {
        return agents.get(current).order();
    }

    @Override
    public boolean isTaken() {
        return processes[current] > 0;
    }

    @Override
    public long leftOver() {
        return leftOver;
    }

    @Override
    public long stranded() {
        return stranded;
    }
}
