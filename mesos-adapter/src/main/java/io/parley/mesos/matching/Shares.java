package io.parley.mesos.matching;

import java.util.List;

/**
 * The most that any agent offers of what is weighed: cpus, memory and ports. Immutable.
 *
 * @param cpus thousandths, at least 1
 * @param mem thousandths of a MiB, at least 1
 * @param ports 0 where nobody offers any
 */
record Shares(long cpus, long mem, long ports) {

    static Shares of(List<Agent> agents) {
        long cpus = 1;
        long mem = 1;
        long ports = 0;
        for (Agent agent : agents) {
            cpus = Math.max(cpus, agent.offered(Agent.CPUS));
            mem = Math.max(mem, agent.offered(Agent.MEM));
            ports = Math.max(ports, agent.portsLeft());
        }
        return new Shares(cpus, mem, ports);
    }

    long ofCpus(long part) {
        return share(part, cpus);
    }

    long ofMem(long part) {
        return share(part, mem);
    }

    long ofPorts(long part) {
        return share(part, ports);
    }

    private static long share(long amount, long most) {
        if (most == 0) {
            return 0;
        }
        // More than the most is never served, so it need not be told apart.
        long part = Math.min(amount, most);
        // The product may not fit; the precision of a share does not need the last bits of so large an amount.
        return most < Long.MAX_VALUE / PackingPolicy.Room.WHOLE
                ? part * PackingPolicy.Room.WHOLE / most
                : part / (most / PackingPolicy.Room.WHOLE);
    }
}
