package io.parley.mesos.matching;

import java.util.List;

/**
 * The most that any agent offers of what is weighed: cpus, memory and ports. Immutable.
 *
 * @param cpus thousandths, at least 1
 * @param mem thousandths of a MiB, at least 1
 * @param ports at least 1
 */
record Shares(long cpus, long mem, long ports) {

    static Shares of(List<Agent> agents) {
        long cpus = 1;
        long mem = 1;
        long ports = 1;
        for (Agent agent : agents) {
            cpus = Math.max(cpus, agent.offered(Agent.CPUS));
            mem = Math.max(mem, agent.offered(Agent.MEM));
            ports = Math.max(ports, agent.ports().left());
        }
        return new Shares(cpus, mem, ports);
    }

    /** Gives the sum of the shares, each of the whole. */
    long sum(long cpusLeft, long memLeft, long portsLeft) {
        return share(cpusLeft, cpus) + share(memLeft, mem) + share(portsLeft, ports);
    }

    private static long share(long part, long most) {
        // The product may not fit; the precision of a share does not need the last bits of so large an amount.
        return most < Long.MAX_VALUE / PackingPolicy.Room.WHOLE
                ? part * PackingPolicy.Room.WHOLE / most
                : part / (most / PackingPolicy.Room.WHOLE);
    }

    /** Gives how large a need is: its largest share. */
    long dominant(Amounts need) {
        return Math.max(
                share(need.scalar(Agent.CPUS), cpus),
                Math.max(share(need.scalar(Agent.MEM), mem), share(need.ports(), ports)));
    }
}
