package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.LoweredPlan.LoweredSize;
import io.parley.core.resolution.MemoryOptions.LegacyHeapOptions;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Searches the largest plan below a bound that a configuration gives when the sizes that lead are lowered. Total
 * Process Memory grows with each of them, so halving finds it. Where two components lead, the larger one is lowered,
 * but not below the other one; where that does not do, both are lowered in proportion.
 */
final class LoweredPlanSearch {

    private static final int MEBIBYTE_BITS = 20;

    private final FlinkConfiguration configuration;
    private final ResolutionRules rules;
    private final ProcessMemoryPlan plan;
    private final ProcessOptions options;
    private final List<Leading> leading = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();

    /** A size that leads: the key to set, where it is written, and how large it is, in mebibytes rounded down. */
    private record Leading(String key, String writtenAs, long mebibytes) {}

    LoweredPlanSearch(FlinkConfiguration configuration, ResolutionRules rules, ProcessMemoryPlan plan) {
        this.rules = rules;
        this.plan = plan;
        this.options = switch (plan.process()) {
            case JOB_MANAGER -> ProcessOptions.JOB_MANAGER;
            case TASK_MANAGER -> ProcessOptions.TASK_MANAGER;
        };
        FlinkConfiguration.Builder others = configuration.toBuilder();
        switch (plan.leadingSize()) {
            case TOTAL_PROCESS -> lead(configuration, options.totals().process(), MemoryPart.TOTAL_PROCESS);
            case TOTAL_FLINK -> lead(configuration, options.totals().flink(), MemoryPart.TOTAL_FLINK);
            case COMPONENTS -> {
                if (plan.process() == ProcessKind.JOB_MANAGER) {
                    lead(configuration, MemoryOptions.JOB_MANAGER_HEAP, MemoryPart.JVM_HEAP);
                } else {
                    lead(configuration, MemoryOptions.TASK_HEAP, MemoryPart.TASK_HEAP);
                    lead(configuration, MemoryOptions.MANAGED, MemoryPart.MANAGED);
                    leading.sort(Comparator.comparingLong(Leading::mebibytes).reversed());
                }
                remove(options.totals().flink(), configuration, others);
            }
        }
        if (plan.leadingSize() != LeadingSize.TOTAL_PROCESS) {
            remove(options.totals().process(), configuration, others);
        }
        this.configuration = others.build();
    }

    private void lead(FlinkConfiguration before, SizeOption size, MemoryPart part) {
        String written = before.keyOf(size.option())
                .orElseGet(() -> plan.derivations().get(part) instanceof SizeDerivation.LegacyHeap legacy
                        ? legacy.name()
                        : size.key());
        long mebibytes = plan.size(part).orElse(MemorySize.ZERO).bytes() >> MEBIBYTE_BITS;
        leading.add(new Leading(size.key(), written, mebibytes));
    }

    /** Takes a total out, under whichever key it is written, and what would count in its place. */
    private void remove(SizeOption size, FlinkConfiguration before, FlinkConfiguration.Builder after) {
        before.keyOf(size.option()).ifPresent(key -> {
            after.remove(key);
            removed.add(key);
        });
        if (rules.legacyHeapAs(options)
                .map(SizeOption::key)
                .filter(size.key()::equals)
                .isPresent()) {
            LegacyHeapOptions legacy = options.legacyHeap();
            if (before.environmentVariable(legacy.variable()).isPresent()) {
                after.removeEnvironmentVariable(legacy.variable());
                removed.add(legacy.variable());
            }
            for (String key : List.of(legacy.size().key(), legacy.mebibytes().key())) {
                if (before.contains(key)) {
                    after.remove(key);
                    removed.add(key);
                }
            }
        }
    }

    /** Gives the largest plan whose Total Process Memory is within the bound, if there is one. */
    Optional<LoweredPlan> largest(MemorySize bound) {
        if (leading.size() == 1) {
            return largest(leading.get(0), Map.of(), bound);
        }
        long other = leading.get(1).mebibytes();
        return largest(leading.get(0), Map.of(), bound)
                .filter(found -> found.sizes().get(0).size().compareTo(MemorySize.ofMebibytes(other)) >= 0)
                .or(() -> together(bound));
    }

    /** Lowers all in proportion; what rounding leaves goes to the first. */
    private Optional<LoweredPlan> together(MemorySize bound) {
        long whole = leading.get(0).mebibytes();
        LongFunction<Map<Leading, Long>> shares = part -> {
            Map<Leading, Long> sizes = new LinkedHashMap<>();
            leading.forEach(each -> sizes.put(each, share(each.mebibytes(), part, whole)));
            return sizes;
        };
        OptionalLong most = most(shares, whole, bound);
        if (most.isEmpty()) {
            return Optional.empty();
        }
        Map<Leading, Long> others = shares.apply(most.getAsLong());
        others.remove(leading.get(0));
        return largest(leading.get(0), others, bound);
    }

    private static long share(long size, long part, long whole) {
        return whole == 0
                ? 0
                : BigInteger.valueOf(size)
                        .multiply(BigInteger.valueOf(part))
                        .divide(BigInteger.valueOf(whole))
                        .longValueExact();
    }

    private Optional<LoweredPlan> largest(Leading lowered, Map<Leading, Long> others, MemorySize bound) {
        LongFunction<Map<Leading, Long>> sizes = mebibytes -> {
            Map<Leading, Long> all = new LinkedHashMap<>();
            all.put(lowered, mebibytes);
            all.putAll(others);
            return all;
        };
        OptionalLong most = most(sizes, lowered.mebibytes(), bound);
        if (most.isEmpty()) {
            return Optional.empty();
        }
        Map<Leading, Long> found = sizes.apply(most.getAsLong());
        ProcessMemoryPlan fitting = resolve(found);
        return fitting == null
                ? Optional.empty()
                : Optional.of(new LoweredPlan(
                        fitting,
                        found.entrySet().stream()
                                .map(size -> new LoweredSize(
                                        size.getKey().key(),
                                        size.getKey().writtenAs(),
                                        MemorySize.ofMebibytes(size.getValue())))
                                .toList(),
                        removed));
    }

    /** Gives the largest number up to the one of the plan whose sizes fit. */
    private OptionalLong most(LongFunction<Map<Leading, Long>> sizes, long largest, MemorySize bound) {
        long tooLarge = largest + 1;
        long most = 0;
        while (tooLarge - most > 1) {
            long middle = most + (tooLarge - most) / 2;
            ProcessMemoryPlan candidate = resolve(sizes.apply(middle));
            // What gives no plan is too small: the original size, which is larger, gives one.
            if (candidate != null && candidate.totalProcess().compareTo(bound) > 0) {
                tooLarge = middle;
            } else {
                most = middle;
            }
        }
        ProcessMemoryPlan found = resolve(sizes.apply(most));
        return found == null || found.totalProcess().compareTo(bound) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(most);
    }

    private @Nullable ProcessMemoryPlan resolve(Map<Leading, Long> sizes) {
        FlinkConfiguration.Builder changed = configuration.toBuilder();
        sizes.forEach((size, mebibytes) -> changed.set(size.key(), mebibytes + "m"));
        try {
            return switch (plan.process()) {
                case JOB_MANAGER -> new JobManagerResolution(changed.build(), rules, null).resolve();
                case TASK_MANAGER -> new TaskManagerResolution(changed.build(), rules, null).resolve();
            };
        } catch (MemoryConfigurationException e) {
            return null;
        }
    }
}
