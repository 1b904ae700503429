package io.parley.examples.benchmarks.mesos;

import com.netflix.fenzo.ConstraintEvaluator;
import com.netflix.fenzo.SchedulingResult;
import com.netflix.fenzo.TaskScheduler;
import com.netflix.fenzo.VirtualMachineLease;
import com.netflix.fenzo.plugins.BinPackingFitnessCalculators;
import com.netflix.fenzo.plugins.HostAttrValueConstraint;
import com.netflix.fenzo.plugins.UniqueHostAttrConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Netflix Fenzo with its packing of CPUs and memory. It is given the sums that may be taken, for by itself it misreads
 * offers of which parts are reserved.
 */
final class FenzoSide {

    /** Longer than anything here takes, so that no offer expires. */
    private static final long EXPIRY_SECONDS = 1_000_000;

    private final List<VirtualMachineLease> leases = new ArrayList<>();
    private final List<FenzoTask> tasks = new ArrayList<>();

    /** Prepares what masters and users send, which is not measured. */
    FenzoSide(Instance instance) {
        instance.hosts().forEach(host -> leases.add(new FenzoLease(host)));
        Set<String> apart =
                instance.asks().stream().filter(Ask::apart).map(Ask::name).collect(Collectors.toSet());
        instance.asks().forEach(ask -> tasks.add(new FenzoTask(ask, constraints(ask, apart))));
    }

    private static List<ConstraintEvaluator> constraints(Ask ask, Set<String> apart) {
        List<ConstraintEvaluator> constraints = new ArrayList<>();
        ask.zone().ifPresent(zone -> constraints.add(new HostAttrValueConstraint(Host.ZONE, id -> "z" + zone)));
        if (ask.ssd()) {
            constraints.add(new HostAttrValueConstraint(Host.STORAGE, id -> Host.SSD));
        }
        if (ask.apart()) {
            constraints.add(new UniqueHostAttrConstraint(id -> apart));
        }
        return constraints;
    }

    /**
     * Runs once with a new scheduler.
     *
     * @throws IllegalStateException if Fenzo fails
     */
    Matched run() {
        TaskScheduler scheduler = new TaskScheduler.Builder()
                .withLeaseOfferExpirySecs(EXPIRY_SECONDS)
                .withLeaseRejectAction(lease -> {})
                .withFitnessCalculator(BinPackingFitnessCalculators.cpuMemBinPacker)
                .build();
        try {
            long began = System.nanoTime();
            SchedulingResult result = scheduler.scheduleOnce(tasks, leases);
            long nanos = System.nanoTime() - began;
            if (!result.getExceptions().isEmpty()) {
                throw new IllegalStateException(
                        "Fenzo failed", result.getExceptions().get(0));
            }
            int served = result.getResultMap().values().stream()
                    .mapToInt(assigned -> assigned.getTasksAssigned().size())
                    .sum();
            return new Matched(nanos, served, result.getResultMap().size());
        } finally {
            scheduler.shutdown();
        }
    }
}
