package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceLimit;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the container of a pod asks for: memory rounded up to MiB, CPU in thousandths, other resources by Kubernetes'
 * names. Immutable.
 *
 * @param memoryMebibytes memory in MiB
 * @param cpus CPU; zero leaves it to the cluster
 * @param diskMebibytes ephemeral storage in MiB; zero leaves it to the cluster
 * @param extended other resources, GPUs among them, each above zero
 */
record PodResources(long memoryMebibytes, CpuAmount cpus, long diskMebibytes, Map<String, Long> extended) {

    static final String GPU = "nvidia.com/gpu";
    static final String MEMORY = "memory";
    static final String CPU = "cpu";
    static final String DISK = "ephemeral-storage";

    /** Copies the map. */
    PodResources {
        extended = Collections.unmodifiableMap(new TreeMap<>(extended));
    }

    /**
     * Expresses requirements.
     *
     * @throws ResourceTranslationException if the limits do not hold the plan, or Kubernetes has no words for a
     *     resource
     */
    static PodResources of(ProcessRequirements requirements, EnvironmentLimits limits) {
        long memory = requirements.plan().totalProcess().mebibytesRoundedUp();
        refuseAbove(limits.of(MEMORY).maximum(), memory, requirements.plan());
        Map<String, Long> extended = new TreeMap<>();
        requirements.namedResources().forEach((name, amount) -> {
            refuseUnnameable(name, amount);
            extended.put(name, amount);
        });
        if (requirements.gpus() > 0) {
            extended.merge(GPU, requirements.gpus(), Math::addExact);
        }
        return new PodResources(memory, requirements.cpus(), requirements.disk().mebibytesRoundedUp(), extended);
    }

    private static void refuseAbove(ResourceLimit.Bound maximum, long memory, ProcessMemoryPlan plan) {
        if (memory <= maximum.amount()) {
            return;
        }
        String asked = plan.totalProcess().toShortString();
        String available = maximum.amount() + " MiB";
        String key = plan.process().id() + ".memory.process.size";
        throw new ResourceTranslationException(
                "Cannot fit Total Process Memory " + asked + " into a container of Kubernetes",
                Verdict.of(
                                Verdict.Outcome.NEVER,
                                "the most that a container may have is " + available + " (" + maximum.key() + ").")
                        .comparing(asked, available)
                        .curedBy(key, "Lower " + key + " or raise the maximum."));
    }

    /** Kubernetes knows resources of containers by a domain and a name, but for a few of its own. */
    private static void refuseUnnameable(String name, long amount) {
        if (name.equals(MEMORY) || name.equals(CPU) || name.equals(DISK)) {
            throw ResourceTranslationException.inexpressible(
                    KubernetesResourceTranslator.NAME,
                    "the named resources " + name + " (" + amount + ")",
                    "The plan sizes memory; ask for CPU as cpus and for " + DISK + " as disk.");
        }
        if (!name.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?/[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
                && !name.startsWith("hugepages-")) {
            throw ResourceTranslationException.inexpressible(
                    KubernetesResourceTranslator.NAME,
                    "the named resources " + name + " (" + amount + ")",
                    "Name a resource of Kubernetes with its domain, for instance " + GPU + ".");
        }
    }

    /** Gives the memory that is asked for. */
    MemorySize memory() {
        return MemorySize.ofMebibytes(memoryMebibytes);
    }

    /**
     * Makes requests and limits. The limits are the requests, but for CPU that may be used beyond the request.
     *
     * @param cpuLimitFactor how many times the request, at least 1
     */
    ResourceRequirements toKubernetes(BigDecimal cpuLimitFactor) {
        Map<String, Quantity> requests = new LinkedHashMap<>();
        requests.put(MEMORY, mebibytes(memoryMebibytes));
        if (cpus.millis() > 0) {
            requests.put(CPU, cores(cpus));
        }
        if (diskMebibytes > 0) {
            requests.put(DISK, mebibytes(diskMebibytes));
        }
        extended.forEach((name, amount) -> requests.put(name, new Quantity(amount.toString())));
        Map<String, Quantity> limits = new LinkedHashMap<>(requests);
        limits.computeIfPresent(
                CPU,
                (name, request) -> cores(CpuAmount.ofCoresRoundedUp(cpus.cores().multiply(cpuLimitFactor))));
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    private static Quantity mebibytes(long amount) {
        return new Quantity(amount + "Mi");
    }

    private static Quantity cores(CpuAmount cpus) {
        return new Quantity(cpus.isWhole() ? Long.toString(cpus.coresRoundedUp()) : cpus.millis() + "m");
    }
}
