package io.parley.mesos.matching;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a process takes from the offers of one agent, all of it or nothing. Immutable.
 *
 * @param cpus processing power, in thousandths of a CPU as Mesos counts them
 * @param memMebibytes memory in MiB, rounded up from bytes
 * @param diskMebibytes disk in MiB, rounded up from bytes
 * @param gpus whole GPUs
 * @param ports the ports in the order in which they are granted
 */
public record ResourceNeed(
        CpuAmount cpus, long memMebibytes, long diskMebibytes, long gpus, List<PortRequirement> ports) {

    /** So that sums of amounts stay exact. */
    private static final long MOST = 1L << 40;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if an amount is negative or above 2^40, or a port is named twice
     */
    public ResourceNeed {
        check("MiB of memory", memMebibytes);
        check("MiB of disk", diskMebibytes);
        check("GPUs", gpus);
        check("thousandths of a CPU", cpus.millis());
        ports = List.copyOf(ports);
        Set<Integer> numbers = new HashSet<>();
        for (PortRequirement port : ports) {
            if (port.number().isPresent() && !numbers.add(port.number().getAsInt())) {
                throw new IllegalArgumentException("Port " + port.number().getAsInt() + " cannot be taken twice (for "
                        + port.name() + "). Give each a port of its own.");
            }
        }
    }

    private static void check(String unit, long amount) {
        if (amount < 0 || amount > MOST) {
            throw new IllegalArgumentException(
                    "From an offer 0 to " + MOST + " " + unit + " can be taken, not " + amount + ".");
        }
    }

    /** Gives the amounts for people. */
    @Override
    public String toString() {
        return cpus + " cpus, " + memMebibytes + " MiB of memory, " + diskMebibytes + " MiB of disk, " + gpus
                + " gpus, " + ports.size() + " ports";
    }
}
