package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.DynamicProperties;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.PlanContext;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.SizeDerivations;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.FlinkLine.LegacyOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the resolutions of both kinds of process share: the totals, the legacy heap and the JVM's own parts. Used once;
 * not thread-safe.
 *
 * <p>The order and the arithmetic are those of Flink's {@code ProcessMemoryUtils} and
 * {@code MemoryBackwardsCompatibilityUtils}. Where Flink stops at the first contradiction, this goes on with what is
 * still known.
 */
abstract class ProcessResolution {

    private static final SizeDerivation SUM_OF_PROCESS =
            new SizeDerivation.Sum(List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD));
    private static final SizeDerivation REST_OF_PROCESS = new SizeDerivation.Rest(
            MemoryPart.TOTAL_PROCESS, List.of(MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD));
    private static final SizeDerivation OVERHEAD_REST = new SizeDerivation.Rest(
            MemoryPart.TOTAL_PROCESS, List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE));
    private static final List<MemoryPart> PROCESS = List.of(MemoryPart.TOTAL_PROCESS);
    private static final List<MemoryPart> FLINK_AND_METASPACE =
            List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE);

    private static final int MOST_UNREAD_KEYS = 3;

    final FlinkConfiguration configuration;
    final ResolutionRules rules;
    final Findings findings = new Findings();
    final OptionReader reader;
    final SizeDerivations.Builder derivations = new SizeDerivations.Builder();

    final @Nullable FoundSize foundProcess;
    /** The legacy heap where it stands for Total Flink Memory. */
    private final @Nullable FoundSize legacyFlink;

    /** The legacy heap where it stands for a component. */
    final @Nullable FoundSize legacyComponent;

    final FoundSize foundMetaspace;
    final @Nullable SizeRange overheadRange;

    private final ProcessOptions options;

    // What is known so far; null until then, or for good where something is wrong.
    @Nullable
    MemorySize flink;

    @Nullable
    MemorySize overhead;

    /** Reads the totals and the JVM's parts; a granted size stands for the Total Process Memory that led. */
    ProcessResolution(
            FlinkConfiguration configuration,
            ResolutionRules rules,
            ProcessOptions options,
            LegacyHeapMeaning legacyMeaning,
            @Nullable MemorySize granted) {
        this.configuration = configuration;
        this.rules = rules;
        this.options = options;
        this.reader = new OptionReader(configuration, findings);
        FoundSize legacy = readLegacyHeap(legacyMeaning);
        boolean asProcess = legacy != null && legacyMeaning == LegacyHeapMeaning.TOTAL_PROCESS;
        legacyComponent = legacyMeaning == LegacyHeapMeaning.JVM_HEAP ? legacy : null;
        legacyFlink = legacyMeaning == LegacyHeapMeaning.TOTAL_FLINK ? legacy : null;
        foundProcess = grown(asProcess ? legacy : reader.find(options.totals().process()), granted);
        foundMetaspace = reader.size(options.metaspace());
        overheadRange = SizeRange.read(options.overhead(), reader, findings);
        derivations.put(MemoryPart.JVM_METASPACE, foundMetaspace.derivation());
    }

    private ProcessProblems problems() {
        return new ProcessProblems(findings);
    }

    /** Reads Total Flink Memory, which not every resolution needs. */
    final @Nullable FoundSize findFlink() {
        return legacyFlink != null ? legacyFlink : reader.find(options.totals().flink());
    }

    private @Nullable FoundSize readLegacyHeap(LegacyHeapMeaning meaning) {
        if (!LegacyHeap.isSet(configuration, options.legacyHeap())) {
            return null;
        }
        LegacyHeap legacy = new LegacyHeap(configuration, findings, options.legacyHeap());
        if (rules.line().legacyOptions() == LegacyOptions.IGNORED) {
            legacy.ignore(LegacyHeap.READ_NO_MORE);
            return null;
        }
        SizeOption target = options.legacyHeapAs(meaning);
        if (reader.keyOf(target.option()) != null) {
            legacy.ignore(target.key() + " is set and wins");
            return null;
        }
        return legacy.read(target);
    }

    /** Gives what is set and has no effect, for the refusal of a configuration without a size. */
    final List<String> withoutEffect() {
        List<String> texts = new ArrayList<>();
        for (String name : LegacyHeap.names(configuration, options.legacyHeap())) {
            texts.add(name + " has no effect, for " + LegacyHeap.READ_NO_MORE);
        }
        UnreadKeys.of(options.process(), rules.line(), configuration).stream()
                .limit(MOST_UNREAD_KEYS)
                .forEach(unread -> texts.add(unread.hint(rules.line())));
        return texts;
    }

    private static @Nullable FoundSize grown(@Nullable FoundSize process, @Nullable MemorySize granted) {
        if (process == null || process.size() == null || granted == null || granted.compareTo(process.size()) < 0) {
            return process;
        }
        return new FoundSize(
                granted,
                new SizeDerivation.Grown("replan", granted.minus(process.size()), process.derivation()),
                process.name());
    }

    /** What Total Process Memory splits into; Total Flink Memory is negative where the rest does not fit. */
    record ProcessSplit(MemorySize process, MemorySize metaspace, MemorySize overhead, long flink) {}

    /** Takes the JVM's parts out of Total Process Memory; null where something is not known. */
    @Nullable
    ProcessSplit splitProcess(FoundSize process) {
        derivations.put(MemoryPart.TOTAL_PROCESS, process.derivation());
        derivations.put(MemoryPart.TOTAL_FLINK, REST_OF_PROCESS);
        MemorySize size = process.size();
        MemorySize metaspace = foundMetaspace.size();
        if (size == null || metaspace == null || overheadRange == null) {
            return null;
        }
        MemorySize derived = overheadRange.deriveFromWhole(size, PROCESS, derivations);
        return new ProcessSplit(size, metaspace, derived, rest(size.bytes(), metaspace.bytes(), derived.bytes()));
    }

    /** Takes parts out of a total; negative where they do not fit. */
    static long rest(long total, long first, long second) {
        long rest = total - first;
        return rest < 0 ? rest : rest - second;
    }

    /**
     * Adds the JVM's parts to Total Flink Memory.
     *
     * @param flinkName the key that Total Flink Memory goes back to, or a phrase noted as one
     */
    void deriveJvm(String flinkName) {
        derivations.put(MemoryPart.TOTAL_PROCESS, foundProcess == null ? SUM_OF_PROCESS : foundProcess.derivation());
        MemorySize metaspace = foundMetaspace.size();
        if (flink == null || metaspace == null) {
            return;
        }
        if (metaspace.bytes() > Long.MAX_VALUE - flink.bytes()) {
            problems().sumTooLarge(flinkName, flink, foundMetaspace.name(), metaspace);
            return;
        }
        if (foundProcess == null) {
            deriveOverheadByFraction(flink.plus(metaspace), flinkName);
        } else if (foundProcess.size() != null) {
            takeOverheadOutOf(foundProcess, foundProcess.size(), flink.plus(metaspace), metaspace, flinkName);
        }
    }

    private void deriveOverheadByFraction(MemorySize flinkAndMetaspace, String flinkName) {
        if (overheadRange == null) {
            return;
        }
        try {
            MemorySize derived = overheadRange.deriveFromRest(flinkAndMetaspace, FLINK_AND_METASPACE, derivations);
            Math.addExact(flinkAndMetaspace.bytes(), derived.bytes());
            overhead = derived;
        } catch (ArithmeticException e) {
            problems()
                    .partTooLarge(
                            overheadRange,
                            FLINK_AND_METASPACE,
                            flinkAndMetaspace,
                            List.of(flinkName, foundMetaspace.name()));
        }
    }

    private void takeOverheadOutOf(
            FoundSize process, MemorySize size, MemorySize flinkAndMetaspace, MemorySize metaspace, String flinkName) {
        if (size.compareTo(flinkAndMetaspace) < 0) {
            problems().processBelowFlink(process, size, flinkAndMetaspace, metaspace, flinkName, overheadRange);
            return;
        }
        if (overheadRange == null) {
            return;
        }
        MemorySize rest = size.minus(flinkAndMetaspace);
        if (!overheadRange.holds(rest)) {
            problems().overheadOutOfRange(process, size, flinkAndMetaspace, rest, flinkName, overheadRange);
            return;
        }
        overhead = rest;
        derivations.put(MemoryPart.JVM_OVERHEAD, OVERHEAD_REST);
        if (reader.keyOf(options.overhead().fraction()) != null) {
            remarkFractionNotMet(
                    overheadRange,
                    rest,
                    size,
                    process.name() + " leaves beside " + flinkName + " and JVM Metaspace",
                    process.name());
        }
    }

    /** Remarks that a part that other sizes leave is not the fraction that was configured. */
    void remarkFractionNotMet(SizeRange range, MemorySize part, MemorySize whole, String leaves, String key) {
        if (!part.equals(whole.timesTruncated(range.fraction()))) {
            findings.remark(
                    Remark.Kind.FRACTION_NOT_MET,
                    range.part() + " is " + part + ", what " + leaves + "; the fraction " + (float) range.fraction()
                            + " is not met.",
                    range.names().fraction(),
                    key);
        }
    }

    /** Remarks keys that no Flink version from 1.11 on reads, with what took their place. */
    void remarkRemoved(List<String> keys, String inPlace) {
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            if (configuration.valueOrNull(key) != null) {
                findings.remark(
                        Remark.Kind.WITHOUT_EFFECT,
                        key + " has no effect: Flink reads it no more since 1.11, " + inPlace + ".",
                        key);
            }
        }
    }

    /** Gives the JVM's parts, or refuses with everything that was found. */
    JvmMetaspaceAndOverhead jvmOrRefuse() {
        if (foundMetaspace.size() == null
                || overhead == null
                || !findings.problems().isEmpty()) {
            throw refusal();
        }
        return new JvmMetaspaceAndOverhead(foundMetaspace.size(), overhead);
    }

    MemoryConfigurationException refusal() {
        return new MemoryConfigurationException(options.process(), findings.problems());
    }

    PlanContext context(LeadingSize leading, DynamicProperties properties) {
        if (!rules.knowsVersion()) {
            findings.remark(
                    Remark.Kind.UNKNOWN_FLINK_VERSION,
                    "Flink " + rules.version() + " is not known; it was treated like "
                            + rules.line().version() + ".");
        }
        return new PlanContext(rules.version(), leading, properties, derivations.build(), findings.remarks());
    }
}
