package io.parley.core.resolution;

import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_FLINK;
import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_HEAP;
import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_JVM;
import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_OFF_HEAP;
import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_PROCESS;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.DirectMemoryLimit;
import io.parley.api.plan.JobManagerFlinkMemory;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.PlanContext;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.FlinkLine.LegacyHeapOptions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One resolution of a JobManager. Used once; not thread-safe.
 *
 * <p>The order and the arithmetic are those of Flink's {@code JobManagerProcessUtils}, {@code ProcessMemoryUtils} and
 * {@code JobManagerFlinkMemoryUtils}. Where Flink stops at the first contradiction, this goes on with what is still
 * known.
 */
final class JobManagerResolution {

    private static final SizeDerivation SUM_OF_FLINK =
            new SizeDerivation.Sum(List.of(MemoryPart.JVM_HEAP, MemoryPart.OFF_HEAP));
    private static final SizeDerivation SUM_OF_PROCESS =
            new SizeDerivation.Sum(List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD));
    private static final SizeDerivation REST_OF_PROCESS = new SizeDerivation.Rest(
            MemoryPart.TOTAL_PROCESS, List.of(MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD));
    private static final SizeDerivation OVERHEAD_REST = new SizeDerivation.Rest(
            MemoryPart.TOTAL_PROCESS, List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE));
    private static final SizeDerivation HEAP_REST =
            new SizeDerivation.Rest(MemoryPart.TOTAL_FLINK, List.of(MemoryPart.OFF_HEAP));
    private static final SizeDerivation OFF_HEAP_REST =
            new SizeDerivation.Rest(MemoryPart.TOTAL_FLINK, List.of(MemoryPart.JVM_HEAP));

    private final FlinkConfiguration configuration;
    private final FlinkVersion version;
    private final FlinkLine line;
    private final LegacyHeapMeaning legacyMeaning;
    private final Findings findings = new Findings();
    private final OptionReader reader;
    private final JobManagerProblems problems;
    private final Map<MemoryPart, SizeDerivation> derivations = new EnumMap<>(MemoryPart.class);

    // What is known so far; null until then, or for good where something is wrong.
    private @Nullable MemorySize heap;
    private @Nullable MemorySize offHeap;
    private @Nullable MemorySize flink;
    private @Nullable MemorySize overhead;

    JobManagerResolution(FlinkConfiguration configuration, FlinkVersion version, LegacyHeapMeaning legacyMeaning) {
        this.configuration = configuration;
        this.version = version;
        this.line = FlinkLine.of(version);
        this.legacyMeaning = legacyMeaning;
        this.reader = new OptionReader(configuration, findings);
        this.problems = new JobManagerProblems(findings);
    }

    /** Resolves; where a granted size is given, it stands for the Total Process Memory that led. */
    JobManagerMemoryPlan resolve(@Nullable MemorySize granted) {
        FoundSize legacy = readLegacyHeap();
        FoundSize foundHeap = findOr(JOB_MANAGER_HEAP, legacyMeaning == LegacyHeapMeaning.JVM_HEAP ? legacy : null);
        FoundSize foundFlink =
                findOr(JOB_MANAGER_FLINK, legacyMeaning == LegacyHeapMeaning.TOTAL_FLINK ? legacy : null);
        FoundSize foundProcess = grown(
                findOr(JOB_MANAGER_PROCESS, legacyMeaning == LegacyHeapMeaning.TOTAL_PROCESS ? legacy : null), granted);
        FoundSize foundOffHeap = reader.size(JOB_MANAGER_OFF_HEAP);
        FoundSize foundMetaspace = reader.size(JOB_MANAGER_JVM.metaspace());
        OverheadRange range = OverheadRange.read(JOB_MANAGER_JVM, reader, findings);
        Boolean limited = reader.value(MemoryOptions.JOB_MANAGER_DIRECT_LIMIT);
        derivations.put(MemoryPart.JVM_METASPACE, foundMetaspace.derivation());

        LeadingSize leading;
        if (foundHeap != null) {
            leading = LeadingSize.COMPONENTS;
            splitFromHeap(foundHeap, foundOffHeap, foundFlink);
            deriveJvm(foundMetaspace, range, foundProcess, foundFlink == null ? foundHeap : foundFlink);
        } else if (foundFlink != null) {
            leading = LeadingSize.TOTAL_FLINK;
            splitFromFlink(foundFlink, foundOffHeap);
            deriveJvm(foundMetaspace, range, foundProcess, foundFlink);
        } else {
            leading = LeadingSize.TOTAL_PROCESS;
            if (foundProcess == null) {
                problems.noTotal(legacyIgnoredByVersion());
            } else {
                splitFromProcess(foundProcess, foundMetaspace, foundOffHeap, range);
            }
        }
        remarkRemovedKeys();
        return build(leading, foundMetaspace.size(), limited);
    }

    private JobManagerMemoryPlan build(LeadingSize leading, @Nullable MemorySize metaspace, @Nullable Boolean limited) {
        if (heap == null
                || offHeap == null
                || metaspace == null
                || overhead == null
                || limited == null
                || !findings.problems().isEmpty()) {
            throw new MemoryConfigurationException(ProcessKind.JOB_MANAGER, findings.problems());
        }
        if (heap.compareTo(MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP) < 0) {
            findings.remark(
                    Remark.Kind.HEAP_UNDER_RECOMMENDED_MINIMUM,
                    "The JVM Heap, " + heap + ", is smaller than Flink recommends for a JobManager, "
                            + MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP + ".",
                    JOB_MANAGER_HEAP.key());
        }
        if (!version.line().equals(line.version())) {
            findings.remark(
                    Remark.Kind.UNKNOWN_FLINK_VERSION,
                    "Flink " + version + " is not known; it was treated like " + line.version() + ".");
        }
        JobManagerFlinkMemory flinkMemory = new JobManagerFlinkMemory(heap, offHeap);
        JvmMetaspaceAndOverhead jvm = new JvmMetaspaceAndOverhead(metaspace, overhead);
        return new JobManagerMemoryPlan(
                flinkMemory,
                jvm,
                limited ? DirectMemoryLimit.SET : DirectMemoryLimit.UNSET,
                new PlanContext(
                        version,
                        leading,
                        DynamicProperties.ofJobManager(line, flinkMemory, jvm),
                        derivations,
                        findings.remarks()));
    }

    private @Nullable FoundSize readLegacyHeap() {
        LegacyHeap legacy = new LegacyHeap(
                configuration,
                findings,
                MemoryOptions.LEGACY_JOB_MANAGER_VARIABLE,
                MemoryOptions.LEGACY_JOB_MANAGER_HEAP,
                MemoryOptions.LEGACY_JOB_MANAGER_HEAP_MEBIBYTES);
        if (line.legacyHeap() == LegacyHeapOptions.IGNORED) {
            legacy.ignore("Flink reads it no more since 2.0");
            return null;
        }
        ConfigurationOption<MemorySize> target = switch (legacyMeaning) {
            case TOTAL_PROCESS -> JOB_MANAGER_PROCESS;
            case TOTAL_FLINK -> JOB_MANAGER_FLINK;
            case JVM_HEAP -> JOB_MANAGER_HEAP;
        };
        if (reader.keyOf(target) != null) {
            legacy.ignore(target.key() + " is set and wins");
            return null;
        }
        return legacy.read(target);
    }

    private boolean legacyIgnoredByVersion() {
        return findings.remarks().stream().anyMatch(remark -> remark.kind() == Remark.Kind.WITHOUT_EFFECT);
    }

    private @Nullable FoundSize findOr(ConfigurationOption<MemorySize> option, @Nullable FoundSize legacy) {
        return legacy != null ? legacy : reader.findSize(option);
    }

    private static @Nullable FoundSize grown(@Nullable FoundSize process, @Nullable MemorySize granted) {
        if (process == null || process.size() == null || granted == null) {
            return process;
        }
        return new FoundSize(
                granted,
                new SizeDerivation.Grown("replan", granted.minus(process.size()), process.derivation()),
                process.name());
    }

    private void splitFromHeap(FoundSize foundHeap, FoundSize foundOffHeap, @Nullable FoundSize foundFlink) {
        heap = foundHeap.size();
        offHeap = foundOffHeap.size();
        derivations.put(MemoryPart.JVM_HEAP, foundHeap.derivation());
        derivations.put(MemoryPart.OFF_HEAP, foundOffHeap.derivation());
        if (foundFlink == null) {
            derivations.put(MemoryPart.TOTAL_FLINK, SUM_OF_FLINK);
            if (heap != null && offHeap != null) {
                flink = sum(heap, offHeap, foundHeap, foundOffHeap);
            }
            return;
        }
        flink = foundFlink.size();
        derivations.put(MemoryPart.TOTAL_FLINK, foundFlink.derivation());
        if (flink == null || heap == null || offHeap == null) {
            return;
        }
        if (!foundOffHeap.isDefault()) {
            if (heap.compareTo(flink) > 0 || !flink.minus(heap).equals(offHeap)) {
                problems.partsDoNotMatchFlink(foundHeap, heap, foundOffHeap, offHeap, foundFlink, flink);
            }
        } else if (heap.compareTo(flink) > 0) {
            problems.heapAboveFlink(foundHeap, heap, foundFlink, flink);
        } else {
            replaceDefaultOffHeap(flink.minus(heap), offHeap, foundFlink);
        }
    }

    private void replaceDefaultOffHeap(MemorySize rest, MemorySize byDefault, FoundSize foundFlink) {
        offHeap = rest;
        derivations.put(MemoryPart.OFF_HEAP, OFF_HEAP_REST);
        if (!rest.equals(byDefault)) {
            findings.remark(
                    Remark.Kind.DEFAULT_IGNORED,
                    "Off-heap is " + rest + ", what " + foundFlink.name() + " leaves beside the JVM Heap; its default, "
                            + byDefault + ", is ignored.",
                    JOB_MANAGER_OFF_HEAP.key(),
                    foundFlink.name());
        }
    }

    private void splitFromFlink(FoundSize foundFlink, FoundSize foundOffHeap) {
        flink = foundFlink.size();
        offHeap = foundOffHeap.size();
        derivations.put(MemoryPart.TOTAL_FLINK, foundFlink.derivation());
        derivations.put(MemoryPart.OFF_HEAP, foundOffHeap.derivation());
        derivations.put(MemoryPart.JVM_HEAP, HEAP_REST);
        if (flink == null || offHeap == null) {
            return;
        }
        if (flink.compareTo(offHeap) <= 0) {
            problems.noRoomForHeapInFlink(foundFlink, flink, foundOffHeap, offHeap);
        } else {
            heap = flink.minus(offHeap);
        }
    }

    private void splitFromProcess(
            FoundSize foundProcess, FoundSize foundMetaspace, FoundSize foundOffHeap, @Nullable OverheadRange range) {
        derivations.put(MemoryPart.TOTAL_PROCESS, foundProcess.derivation());
        derivations.put(MemoryPart.TOTAL_FLINK, REST_OF_PROCESS);
        derivations.put(MemoryPart.OFF_HEAP, foundOffHeap.derivation());
        derivations.put(MemoryPart.JVM_HEAP, HEAP_REST);
        MemorySize process = foundProcess.size();
        MemorySize metaspace = foundMetaspace.size();
        offHeap = foundOffHeap.size();
        if (process == null || metaspace == null || offHeap == null || range == null) {
            return;
        }
        OverheadRange.Derived derived = range.deriveFromProcess(process);
        derivations.put(MemoryPart.JVM_OVERHEAD, derived.derivation());
        long rest = process.bytes() - metaspace.bytes();
        rest = rest < 0 ? rest : rest - derived.size().bytes();
        if (rest <= offHeap.bytes()) {
            problems.processTooSmall(
                    new JobManagerProblems.ProcessParts(process, metaspace, derived.size(), offHeap),
                    foundProcess,
                    foundMetaspace,
                    foundOffHeap,
                    range);
            return;
        }
        overhead = derived.size();
        flink = MemorySize.ofBytes(rest);
        heap = flink.minus(offHeap);
    }

    private void deriveJvm(
            FoundSize foundMetaspace,
            @Nullable OverheadRange range,
            @Nullable FoundSize foundProcess,
            FoundSize foundFlink) {
        derivations.put(MemoryPart.TOTAL_PROCESS, foundProcess == null ? SUM_OF_PROCESS : foundProcess.derivation());
        MemorySize metaspace = foundMetaspace.size();
        if (flink == null || metaspace == null) {
            return;
        }
        if (metaspace.bytes() > Long.MAX_VALUE - flink.bytes()) {
            problems.sumTooLarge(foundFlink.name(), flink, foundMetaspace.name(), metaspace);
            return;
        }
        MemorySize flinkAndMetaspace = flink.plus(metaspace);
        if (foundProcess == null) {
            deriveOverheadByFraction(flinkAndMetaspace, range, foundFlink, foundMetaspace);
        } else if (foundProcess.size() != null) {
            takeOverheadOutOf(foundProcess, foundProcess.size(), flinkAndMetaspace, metaspace, range, foundFlink);
        }
    }

    private void deriveOverheadByFraction(
            MemorySize flinkAndMetaspace,
            @Nullable OverheadRange range,
            FoundSize foundFlink,
            FoundSize foundMetaspace) {
        if (range == null) {
            return;
        }
        try {
            OverheadRange.Derived derived = range.deriveFromRest(flinkAndMetaspace);
            flinkAndMetaspace.plus(derived.size());
            overhead = derived.size();
            derivations.put(MemoryPart.JVM_OVERHEAD, derived.derivation());
        } catch (ArithmeticException e) {
            problems.overheadTooLarge(flinkAndMetaspace, range, foundFlink, foundMetaspace);
        }
    }

    private void takeOverheadOutOf(
            FoundSize foundProcess,
            MemorySize process,
            MemorySize flinkAndMetaspace,
            MemorySize metaspace,
            @Nullable OverheadRange range,
            FoundSize foundFlink) {
        if (process.compareTo(flinkAndMetaspace) < 0) {
            problems.processBelowFlink(
                    foundProcess, process, foundFlink, flinkAndMetaspace.minus(metaspace), metaspace);
            return;
        }
        if (range == null) {
            return;
        }
        MemorySize rest = process.minus(flinkAndMetaspace);
        if (!range.holds(rest)) {
            problems.overheadOutOfRange(foundProcess, process, flinkAndMetaspace, rest, foundFlink, range);
            return;
        }
        overhead = rest;
        derivations.put(MemoryPart.JVM_OVERHEAD, OVERHEAD_REST);
        if (reader.keyOf(JOB_MANAGER_JVM.overheadFraction()) != null
                && !rest.equals(process.timesTruncated(range.fraction()))) {
            String key = JOB_MANAGER_JVM.overheadFraction().key();
            findings.remark(
                    Remark.Kind.FRACTION_NOT_MET,
                    "JVM Overhead is " + rest + ", what " + foundProcess.name() + " leaves beside " + foundFlink.name()
                            + " and JVM Metaspace; the fraction " + (float) range.fraction() + " is not met.",
                    key,
                    foundProcess.name());
        }
    }

    private @Nullable MemorySize sum(MemorySize first, MemorySize second, FoundSize firstFound, FoundSize secondFound) {
        if (second.bytes() > Long.MAX_VALUE - first.bytes()) {
            problems.sumTooLarge(firstFound.name(), first, secondFound.name(), second);
            return null;
        }
        return first.plus(second);
    }

    private void remarkRemovedKeys() {
        for (String key : MemoryOptions.REMOVED_CONTAINER_KEYS) {
            if (configuration.valueOrNull(key) != null) {
                findings.remark(
                        Remark.Kind.WITHOUT_EFFECT,
                        key + " has no effect: Flink reads it no more since 1.11, JVM Overhead took its place. Set "
                                + JOB_MANAGER_JVM.overheadFraction().key() + " instead.",
                        key);
            }
        }
    }
}
