package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Searches the largest plan below a bound that a configuration gives when the size that leads is lowered. Total Process
 * Memory grows with what leads, so halving finds it.
 */
final class LoweredPlanSearch {

    private static final int MEBIBYTE_BITS = 20;

    private final FlinkConfiguration configuration;
    private final Function<FlinkConfiguration, ProcessMemoryPlan> resolver;
    private final ProcessMemoryPlan plan;
    private final SizeOption leading;
    private final List<String> removed = new ArrayList<>();

    LoweredPlanSearch(
            FlinkConfiguration configuration,
            Function<FlinkConfiguration, ProcessMemoryPlan> resolver,
            ProcessMemoryPlan plan) {
        this.resolver = resolver;
        this.plan = plan;
        ProcessOptions options = switch (plan.process()) {
            case JOB_MANAGER -> ProcessOptions.JOB_MANAGER;
            case TASK_MANAGER -> ProcessOptions.TASK_MANAGER;
        };
        this.leading = leading(options);
        FlinkConfiguration.Builder others = configuration.toBuilder();
        if (plan.leadingSize() != LeadingSize.TOTAL_PROCESS) {
            remove(options.totals().process(), configuration, others);
        }
        if (plan.leadingSize() == LeadingSize.COMPONENTS) {
            remove(options.totals().flink(), configuration, others);
        }
        this.configuration = others.build();
    }

    private SizeOption leading(ProcessOptions options) {
        return switch (plan.leadingSize()) {
            case TOTAL_PROCESS -> options.totals().process();
            case TOTAL_FLINK -> options.totals().flink();
            case COMPONENTS ->
                switch (plan.process()) {
                    case JOB_MANAGER -> MemoryOptions.JOB_MANAGER_HEAP;
                    case TASK_MANAGER -> MemoryOptions.TASK_HEAP;
                };
        };
    }

    private void remove(SizeOption size, FlinkConfiguration before, FlinkConfiguration.Builder after) {
        before.keyOf(size.option()).ifPresent(key -> {
            after.remove(key);
            removed.add(key);
        });
    }

    /** Gives the largest plan whose Total Process Memory is within the bound, if there is one. */
    Optional<LoweredPlan> largest(MemorySize bound) {
        // What leads is not above the whole, so the whole is an upper end.
        long tooLarge = (plan.totalProcess().bytes() >> MEBIBYTE_BITS) + 1;
        long most = 0;
        while (tooLarge - most > 1) {
            long middle = most + (tooLarge - most) / 2;
            ProcessMemoryPlan candidate = resolve(middle);
            // What gives no plan is too small: the original size, which is larger, gives one.
            if (candidate != null && candidate.totalProcess().compareTo(bound) > 0) {
                tooLarge = middle;
            } else {
                most = middle;
            }
        }
        ProcessMemoryPlan found = resolve(most);
        return found == null || found.totalProcess().compareTo(bound) > 0
                ? Optional.empty()
                : Optional.of(new LoweredPlan(found, leading.key(), MemorySize.ofMebibytes(most), removed));
    }

    private @Nullable ProcessMemoryPlan resolve(long mebibytes) {
        try {
            return resolver.apply(configuration.toBuilder()
                    .set(leading.key(), mebibytes + "m")
                    .build());
        } catch (MemoryConfigurationException e) {
            return null;
        }
    }
}
