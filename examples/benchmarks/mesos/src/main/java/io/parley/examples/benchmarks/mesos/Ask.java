package io.parley.examples.benchmarks.mesos;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.GroupConstraint;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.ResourceNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one process asks for, as both sides get it. Immutable.
 *
 * @param number its place among all
 * @param size what it takes
 * @param zone the zone that it wants, if it wants one
 * @param ssd whether it wants an agent with SSDs
 * @param apart whether it wants a host without another one that does
 */
record Ask(int number, Size size, OptionalInt zone, boolean ssd, boolean apart) {

    /** The group of those who want to be apart. */
    static final String GROUP = "apart";

    /** The four sizes: Flink's default, and larger ones that do not divide each other. */
    enum Size {
        SMALL(1, 1728),
        MEDIUM(2, 4096),
        LARGE(2, 6400),
        HUGE(4, 12288);

        /** Two each, for RPC and data. */
        static final int PORTS = 2;

        private final int cpus;
        private final long mem;

        Size(int cpus, long mem) {
            this.cpus = cpus;
            this.mem = mem;
        }

        int cpus() {
            return cpus;
        }

        long mem() {
            return mem;
        }

        /** Gives a need of its own for every process: equal ones are found, not told. */
        private ResourceNeed need() {
            return new ResourceNeed(
                    CpuAmount.ofCores(cpus),
                    mem,
                    0,
                    0,
                    List.of(PortRequirement.any("taskmanager.rpc.port"), PortRequirement.any("taskmanager.data.port")));
        }
    }

    String name() {
        return "worker-" + number;
    }

    boolean fits(Host host) {
        return host.cpuMillis() >= 1000L * size.cpus()
                && host.mem() >= size.mem()
                && (zone.isEmpty() || zone.getAsInt() == host.zone())
                && (!ssd || host.ssd());
    }

    OfferDemand demand() {
        List<Constraint> constraints = new ArrayList<>();
        zone.ifPresent(number -> constraints.add(Constraint.is(Host.ZONE, "z" + number)));
        if (ssd) {
            constraints.add(Constraint.is(Host.STORAGE, Host.SSD));
        }
        return new OfferDemand(
                name(),
                size.need(),
                constraints,
                apart ? Optional.of(GroupConstraint.unique(GROUP, Constraint.HOSTNAME)) : Optional.empty());
    }
}
