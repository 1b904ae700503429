package io.parley.api.environment;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.MemorySize;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What has to be known about an environment before anything is asked of it. Immutable.
 *
 * @param name the name by which users choose it: lower-case letters, digits and hyphens, starting with a letter
 * @param summary what it is, in one sentence
 * @param sizedBy which total sizes a process there: Total Process Memory (a container) or Total Flink Memory (a host)
 * @param legacyHeap what a heap option from before Flink 1.11 means there, for every kind of process
 * @param memoryUnit the unit in which the environment counts memory, above zero; requests are whole multiples of it
 * @param expressible what it can express beside memory; anything else fails by name
 * @param honouredKeys the keys of a Flink configuration that its requirements and its launcher read, beside the memory
 *     keys; {@code <name>} in a key stands for any text that is not empty. A key that begins with {@code parley.} and
 *     that no known environment names gets a remark that it has no effect
 * @param taskManagerCpus the environment's own option for the CPU cores of a TaskManager, with a default; Flink reads
 *     it there where {@code taskmanager.cpu.cores} is not set, and a value that is not above zero counts as unset
 */
public record EnvironmentDescription(
        String name,
        String summary,
        MemoryPart sizedBy,
        Map<ProcessKind, LegacyHeapMeaning> legacyHeap,
        MemorySize memoryUnit,
        Set<ResourceFeature> expressible,
        List<String> honouredKeys,
        Optional<ConfigurationOption<? extends Number>> taskManagerCpus) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    /**
     * Checks and copies.
     *
     * @throws NullPointerException if a component is null; its message names it
     * @throws IllegalArgumentException if the name, the size, the unit or the meaning of a legacy heap is not as
     *     described
     */
    public EnvironmentDescription {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(sizedBy, "sizedBy");
        Objects.requireNonNull(legacyHeap, "legacyHeap");
        Objects.requireNonNull(memoryUnit, "memoryUnit");
        Objects.requireNonNull(expressible, "expressible");
        Objects.requireNonNull(honouredKeys, "honouredKeys");
        Objects.requireNonNull(taskManagerCpus, "taskManagerCpus");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name an environment."
                    + " Use lower-case letters, digits and hyphens, and start with a letter.");
        }
        if (sizedBy != MemoryPart.TOTAL_PROCESS && sizedBy != MemoryPart.TOTAL_FLINK) {
            throw new IllegalArgumentException(
                    "An environment is sized by a total, not by " + sizedBy + " (environment " + name + ").");
        }
        if (memoryUnit.bytes() == 0) {
            throw new IllegalArgumentException("The unit of memory must be above 0 bytes (environment " + name + ").");
        }
        for (ProcessKind process : ProcessKind.values()) {
            if (legacyHeap.get(process) == null) {
                throw new IllegalArgumentException(
                        "Nothing says what a legacy heap of a " + process + " means (environment " + name + ").");
            }
        }
        if (legacyHeap.get(ProcessKind.TASK_MANAGER) == LegacyHeapMeaning.JVM_HEAP) {
            throw new IllegalArgumentException(
                    "A legacy heap of a TaskManager is a total, never the JVM heap (environment " + name + ").");
        }
        if (taskManagerCpus.isPresent() && taskManagerCpus.get().defaultValue().isEmpty()) {
            throw new IllegalArgumentException("The option " + taskManagerCpus.get()
                    + " of CPU cores needs a default, such as -1 for none (environment " + name + ").");
        }
        legacyHeap = Collections.unmodifiableMap(new EnumMap<>(legacyHeap));
        expressible = Collections.unmodifiableSet(new TreeSet<>(expressible));
        honouredKeys = List.copyOf(honouredKeys);
    }

    /**
     * Describes an environment that has no option of its own for CPU cores.
     *
     * @param name the name by which users choose it: lower-case letters, digits and hyphens, starting with a letter
     * @param summary what it is, in one sentence
     * @param sizedBy which total sizes a process there, Total Process Memory or Total Flink Memory
     * @param legacyHeap what a heap option from before Flink 1.11 means there, for every kind of process
     * @param memoryUnit the unit in which the environment counts memory, above zero
     * @param expressible what it can express beside memory
     * @param honouredKeys the keys of a Flink configuration that it reads, beside the memory keys
     * @throws NullPointerException if an argument is null; its message names it
     * @throws IllegalArgumentException if the name, the size, the unit or the meaning of a legacy heap is not as
     *     described
     */
    public EnvironmentDescription(
            String name,
            String summary,
            MemoryPart sizedBy,
            Map<ProcessKind, LegacyHeapMeaning> legacyHeap,
            MemorySize memoryUnit,
            Set<ResourceFeature> expressible,
            List<String> honouredKeys) {
        this(name, summary, sizedBy, legacyHeap, memoryUnit, expressible, honouredKeys, Optional.empty());
    }

    /**
     * Gives what a legacy heap option means there.
     *
     * @param process the kind of process
     * @return the meaning
     */
    public LegacyHeapMeaning legacyHeapOf(ProcessKind process) {
        LegacyHeapMeaning meaning = legacyHeap.get(process);
        if (meaning == null) {
            throw new IllegalStateException("Checked by the constructor.");
        }
        return meaning;
    }
}
