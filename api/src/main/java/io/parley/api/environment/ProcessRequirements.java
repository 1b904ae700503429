package io.parley.api.environment;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything a process needs from an environment. Immutable.
 *
 * @param plan the memory
 * @param cpus processing power; zero leaves it to the environment
 * @param disk disk space; zero for none
 * @param gpus whole GPUs, not negative
 * @param namedResources other resources by the environment's own names, each above zero
 * @param ports ports of the host
 * @param placement on which hosts
 */
public record ProcessRequirements(
        ProcessMemoryPlan plan,
        CpuAmount cpus,
        MemorySize disk,
        long gpus,
        Map<String, Long> namedResources,
        List<PortRequirement> ports,
        Placement placement) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if an amount is negative, or a named one is not above zero
     */
    public ProcessRequirements {
        if (gpus < 0) {
            throw new IllegalArgumentException("A number of GPUs cannot be negative: " + gpus + ".");
        }
        namedResources.forEach((name, amount) -> {
            if (amount <= 0) {
                throw new IllegalArgumentException("An amount of " + name + " must be above zero: " + amount + ".");
            }
        });
        namedResources = Collections.unmodifiableMap(new TreeMap<>(namedResources));
        ports = List.copyOf(ports);
    }

    /**
     * Starts with a plan and nothing else.
     *
     * @param plan the memory
     * @return a builder, not thread-safe
     */
    public static Builder of(ProcessMemoryPlan plan) {
        return new Builder(plan);
    }

    /**
     * Starts from these requirements.
     *
     * @return a builder, not thread-safe
     */
    public Builder toBuilder() {
        Builder builder = new Builder(plan);
        builder.cpus = cpus;
        builder.disk = disk;
        builder.gpus = gpus;
        builder.namedResources.putAll(namedResources);
        builder.ports.addAll(ports);
        builder.placement = placement;
        return builder;
    }

    /**
     * Gives the same requirements with another plan.
     *
     * @param other the other plan
     * @return requirements of which only the plan differs
     */
    public ProcessRequirements withPlan(ProcessMemoryPlan other) {
        return new ProcessRequirements(other, cpus, disk, gpus, namedResources, ports, placement);
    }

    /** Collects requirements. Not thread-safe. */
    public static final class Builder {

        private final ProcessMemoryPlan plan;
        private final Map<String, Long> namedResources = new TreeMap<>();
        private final List<PortRequirement> ports = new ArrayList<>();
        private CpuAmount cpus = CpuAmount.ZERO;
        private MemorySize disk = MemorySize.ZERO;
        private long gpus;
        private Placement placement = Placement.ANYWHERE;

        private Builder(ProcessMemoryPlan plan) {
            this.plan = plan;
        }

        /**
         * Sets the processing power.
         *
         * @param amount the amount
         * @return this builder
         */
        public Builder cpus(CpuAmount amount) {
            cpus = amount;
            return this;
        }

        /**
         * Sets the disk space.
         *
         * @param size the space
         * @return this builder
         */
        public Builder disk(MemorySize size) {
            disk = size;
            return this;
        }

        /**
         * Sets the number of GPUs.
         *
         * @param count whole GPUs, not negative
         * @return this builder
         */
        public Builder gpus(long count) {
            gpus = count;
            return this;
        }

        /**
         * Adds a resource by its name.
         *
         * @param name the environment's name of it
         * @param amount the amount, above zero
         * @return this builder
         */
        public Builder namedResource(String name, long amount) {
            namedResources.put(name, amount);
            return this;
        }

        /**
         * Adds a port.
         *
         * @param port the port
         * @return this builder
         */
        public Builder port(PortRequirement port) {
            ports.add(port);
            return this;
        }

        /**
         * Sets on which hosts the process may run.
         *
         * @param where the placement
         * @return this builder
         */
        public Builder placement(Placement where) {
            placement = where;
            return this;
        }

        /**
         * Gives the requirements.
         *
         * @return immutable requirements
         * @throws IllegalArgumentException if an amount is negative, or a named one is not above zero
         */
        public ProcessRequirements build() {
            return new ProcessRequirements(plan, cpus, disk, gpus, namedResources, ports, placement);
        }
    }
}
