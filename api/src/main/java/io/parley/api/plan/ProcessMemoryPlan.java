package io.parley.api.plan;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of one Flink process, every component in whole bytes.
 *
 * <p>The totals are sums of the components, so a plan whose parts do not add up cannot be made. Implementations are
 * immutable records.
 */
public sealed interface ProcessMemoryPlan permits JobManagerMemoryPlan, TaskManagerMemoryPlan {

    /**
     * Gives the kind of the process.
     *
     * @return JobManager or TaskManager
     */
    ProcessKind process();

    /**
     * Gives how the plan came about.
     *
     * @return version, leading size, dynamic properties, derivations, remarks
     */
    PlanContext context();

    /**
     * Gives the whole heap, which becomes -Xmx and -Xms.
     *
     * @return JobManager: the heap; TaskManager: framework and task heap
     */
    MemorySize jvmHeap();

    /**
     * Gives the limit of direct memory, which becomes -XX:MaxDirectMemorySize.
     *
     * @return the limit, if the JVM is told one
     */
    Optional<MemorySize> jvmDirectLimit();

    /**
     * Gives JVM Metaspace and JVM Overhead.
     *
     * @return what the JVM uses beside Total Flink Memory
     */
    JvmMetaspaceAndOverhead jvm();

    /**
     * Gives Total Flink Memory.
     *
     * @return the sum of all components but JVM Metaspace and JVM Overhead
     */
    MemorySize totalFlink();

    /**
     * Gives the components that add up to Total Process Memory.
     *
     * @return the size of each component, without the totals, in the order of {@link MemoryPart}
     */
    Map<MemoryPart, MemorySize> components();

    /**
     * Gives Total Process Memory, the size of a container.
     *
     * @return the sum of all components
     */
    default MemorySize totalProcess() {
        return MemorySize.ofBytes(totalFlink().bytes() + jvm().bytes());
    }

    /**
     * Gives the size of one part.
     *
     * @param part a component or a total
     * @return its size, if this kind of process has the part
     */
    Optional<MemorySize> size(MemoryPart part);

    /**
     * Gives the Flink version whose rules were followed.
     *
     * @return the version
     */
    default FlinkVersion flinkVersion() {
        return context().flinkVersion();
    }

    /**
     * Gives the size that everything else was derived from.
     *
     * @return the leading size
     */
    default LeadingSize leadingSize() {
        return context().leadingSize();
    }

    /**
     * Gives the arguments of the JVM, each size in bytes: -Xmx, -Xms, -XX:MaxDirectMemorySize where a limit is set, and
     * -XX:MaxMetaspaceSize. Source: Flink's {@code ProcessMemoryUtils#generateJvmParametersStr}.
     *
     * @return the arguments in Flink's order
     */
    default List<String> jvmArguments() {
        String heap = jvmHeap().toDigits();
        String maximum = "-Xmx".concat(heap);
        String initial = "-Xms".concat(heap);
        String metaspace = "-XX:MaxMetaspaceSize=".concat(jvm().metaspace().toDigits());
        Optional<MemorySize> direct = jvmDirectLimit();
        return direct.isPresent()
                ? List.of(
                        maximum,
                        initial,
                        "-XX:MaxDirectMemorySize=".concat(direct.get().toDigits()),
                        metaspace)
                : List.of(maximum, initial, metaspace);
    }

    /**
     * Gives the -D properties that this Flink version passes to the process, made from the sizes at each call.
     *
     * @return the text of each key; empty where the version passes none
     */
    default Map<String, String> dynamicProperties() {
        return context().dynamicProperties().of(this);
    }

    /**
     * Gives where the size of each part came from.
     *
     * @return the derivation of each component and total
     */
    default Map<MemoryPart, SizeDerivation> derivations() {
        return context().derivations();
    }

    /**
     * Gives what is worth knowing about this plan.
     *
     * @return the remarks, may be empty
     */
    default List<Remark> remarks() {
        return context().remarks();
    }
}
