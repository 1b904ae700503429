package io.parley.core.resolution;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.Remark;
import io.parley.api.plan.TaskManagerResources;
import io.parley.core.resolution.FlinkLine.CpuDigits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a TaskManager has beside its memory. Not thread-safe.
 *
 * <p>Source: Flink's {@code TaskExecutorProcessUtils#getCpuCoresWithFallback} and {@code ExternalResourceUtils}.
 */
final class WorkerShape {

    private static final int CPU_DIGITS = 8;
    private static final String NO_EXTERNAL_RESOURCE = "none";

    /** Numbers of slots that are common enough to be kept. */
    private static final OptionalInt[] USUAL_SLOTS =
            IntStream.range(0, 129).mapToObj(OptionalInt::of).toArray(OptionalInt[]::new);

    private final FlinkConfiguration configuration;
    private final ResolutionRules rules;
    private final OptionReader reader;
    private final Findings findings;

    WorkerShape(FlinkConfiguration configuration, ResolutionRules rules, OptionReader reader, Findings findings) {
        this.configuration = configuration;
        this.rules = rules;
        this.reader = reader;
        this.findings = findings;
    }

    /** Gives the resources; null where something is wrong, which is then noted. */
    @Nullable
    TaskManagerResources read() {
        BigDecimal cores = cores();
        if (!rules.line().taskManagerProperties().passResources()) {
            return cores == null ? null : TaskManagerResources.ofCores(cores);
        }
        Integer slots = reader.value(MemoryOptions.TASK_SLOTS);
        Map<String, Long> external = externalResources();
        return cores == null || slots == null || external == null
                ? null
                : new TaskManagerResources(cores, present(slots), external);
    }

    private static OptionalInt present(int slots) {
        return slots >= 0 && slots < USUAL_SLOTS.length ? USUAL_SLOTS[slots] : OptionalInt.of(slots);
    }

    private @Nullable BigDecimal cores() {
        ConfigurationOption<? extends Number> ofEnvironment = rules.cpus();
        boolean setByEnvironment = false;
        if (ofEnvironment != null) {
            // Flink reads it even where the cores of Flink win.
            Number cpus = reader.value(ofEnvironment);
            if (cpus == null) {
                return null;
            }
            setByEnvironment = cpus.doubleValue() > 0;
        }
        if (configuration.valueOrNull(MemoryOptions.CPU_CORES.key()) != null) {
            return positive(MemoryOptions.CPU_CORES, "1.0");
        }
        return ofEnvironment != null && setByEnvironment
                ? positive(ofEnvironment, "1")
                : positive(MemoryOptions.TASK_SLOTS, "1");
    }

    private @Nullable BigDecimal positive(ConfigurationOption<? extends Number> option, String example) {
        Number value = reader.value(option);
        if (value == null) {
            return null;
        }
        double cores = value.doubleValue();
        if (!(cores > 0) || Double.isInfinite(cores)) {
            String key = reader.nameOf(option);
            findings.problem(
                    Kind.VALUE_OUT_OF_RANGE,
                    key + " (" + configuration.origin(key) + "): a TaskManager cannot have " + value
                            + (option == MemoryOptions.TASK_SLOTS
                                    ? " slots, each of which stands for a CPU core."
                                    : " CPU cores."),
                    List.of(key),
                    "Set " + key + " to a number above 0 such as " + example + ".");
            return null;
        }
        if (value instanceof Integer whole) {
            return BigDecimal.valueOf(whole);
        }
        BigDecimal exact = BigDecimal.valueOf(cores);
        return rules.line().cpuDigits() == CpuDigits.ALL
                ? exact
                : exact.setScale(CPU_DIGITS, RoundingMode.DOWN).stripTrailingZeros();
    }

    private static Map<String, Long> inOrderOfFlinksSpec(Map<String, Long> amounts) {
        Map<String, Long> spec = new HashMap<>();
        amounts.forEach(spec::put);
        return spec;
    }

    /** Gives the amounts in the order of Flink's hash maps, which is that of the names in its property. */
    private @Nullable Map<String, Long> externalResources() {
        String key = MemoryOptions.EXTERNAL_RESOURCES.key();
        String text = configuration.valueOrNull(key);
        if (text == null || text.equals(NO_EXTERNAL_RESOURCE)) {
            return Map.of();
        }
        List<String> names = reader.read(MemoryOptions.EXTERNAL_RESOURCES, key);
        if (names == null) {
            return null;
        }
        boolean readable = true;
        Map<String, Long> amounts = new HashMap<>();
        for (String name : new HashSet<>(names)) {
            String amountKey = "external-resource." + name + ".amount";
            String amountText = configuration.valueOrNull(amountKey);
            Long amount =
                    amountText == null ? null : reader.read(ConfigurationOption.longInteger(amountKey), amountKey);
            readable &= amountText == null || amount != null;
            if (amount != null && amount > 0) {
                amounts.put(name, BigDecimal.valueOf((double) (long) amount).longValue());
            } else if (amountText == null || amount != null) {
                findings.remark(
                        Remark.Kind.WITHOUT_EFFECT,
                        "The external resource " + name + " has no effect: " + amountKey
                                + (amount == null ? " is not set." : " is not above 0.") + " Set it to 1 or more.",
                        key,
                        amountKey);
            }
        }
        return readable ? inOrderOfFlinksSpec(amounts) : null;
    }
}
