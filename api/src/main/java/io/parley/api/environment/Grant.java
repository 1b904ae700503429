package io.parley.api.environment;

import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an environment gives, or is predicted to give. Immutable.
 *
 * @param memory the memory
 * @param cpus the processing power
 * @param namedResources other resources by the environment's own names, GPUs included
 * @param host the host, once known
 * @param ports the ports of the host, once known, in the order of the requirements
 * @param certainty whether the grant follows from known limits, or is only assumed
 */
public record Grant(
        MemorySize memory,
        CpuAmount cpus,
        Map<String, Long> namedResources,
        Optional<String> host,
        List<Integer> ports,
        Certainty certainty) {

    /** Copies the collections. */
    public Grant {
        namedResources = Collections.unmodifiableMap(new TreeMap<>(namedResources));
        ports = List.copyOf(ports);
    }

    /**
     * Makes a grant of memory and processing power whose host is not known.
     *
     * @param memory the memory
     * @param cpus the processing power
     * @param certainty whether it follows from known limits
     * @return the grant
     */
    public static Grant of(MemorySize memory, CpuAmount cpus, Certainty certainty) {
        return new Grant(memory, cpus, Map.of(), Optional.empty(), List.of(), certainty);
    }
}
