package io.parley.core.resolution;

import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.SizeDerivation.Bound;
import io.parley.api.plan.SizeDerivation.Fraction;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The range and the fraction of JVM Overhead, consistent in themselves. Immutable.
 *
 * <p>Source: Flink's {@code ProcessMemoryUtils#deriveWithFraction} and {@code #deriveWithInverseFraction}.
 *
 * @param minimum the lower bound
 * @param maximum the upper bound, not below the minimum
 * @param fraction a float widened to double, from 0 to below 1
 * @param options the keys
 */
record OverheadRange(MemorySize minimum, MemorySize maximum, double fraction, MemoryOptions.JvmOptions options) {

    /** A derived overhead and where it came from. */
    record Derived(MemorySize size, SizeDerivation derivation) {}

    /** Reads the range; null where it cannot be read or contradicts itself, which is then noted. */
    static @Nullable OverheadRange read(MemoryOptions.JvmOptions options, OptionReader reader, Findings findings) {
        FoundSize minimum = reader.size(options.overheadMinimum());
        FoundSize maximum = reader.size(options.overheadMaximum());
        Float fraction = reader.value(options.overheadFraction());
        boolean consistent = true;
        if (minimum.size() != null && maximum.size() != null && minimum.size().compareTo(maximum.size()) > 0) {
            findings.problem(
                    Kind.MINIMUM_ABOVE_MAXIMUM,
                    "The minimum of JVM Overhead, " + minimum.size() + ", is above its maximum, " + maximum.size()
                            + ".",
                    List.of(minimum.name(), maximum.name()),
                    "Lower " + minimum.name() + " to at most "
                            + maximum.size().toConfigurationText() + " or raise " + maximum.name() + " to at least "
                            + minimum.size().toConfigurationText() + ".");
            consistent = false;
        }
        if (fraction != null && !(fraction >= 0 && fraction < 1)) {
            String key = options.overheadFraction().key();
            findings.problem(
                    Kind.FRACTION_OUT_OF_RANGE,
                    "The fraction of JVM Overhead, " + fraction + ", is not in the range from 0 to below 1.",
                    List.of(key),
                    "Set " + key + " to a number such as 0.1.");
            consistent = false;
        }
        return consistent && minimum.size() != null && maximum.size() != null && fraction != null
                ? new OverheadRange(minimum.size(), maximum.size(), fraction, options)
                : null;
    }

    /** Gives the overhead of a Total Process Memory: its fraction, truncated, kept in the range. */
    MemorySize ofProcess(MemorySize process) {
        return capped(process.timesTruncated(fraction));
    }

    Derived deriveFromProcess(MemorySize process) {
        return derived(process.timesTruncated(fraction), List.of(MemoryPart.TOTAL_PROCESS), Fraction.Relation.OF_WHOLE);
    }

    /**
     * Gives the overhead beside Total Flink Memory and JVM Metaspace.
     *
     * @throws ArithmeticException if the fraction of the whole exceeds 2^63-1 bytes
     */
    Derived deriveFromRest(MemorySize flinkAndMetaspace) {
        return derived(
                flinkAndMetaspace.timesTruncated(fraction / (1 - fraction)),
                List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE),
                Fraction.Relation.OF_REST);
    }

    boolean holds(MemorySize overhead) {
        return overhead.compareTo(minimum) >= 0 && overhead.compareTo(maximum) <= 0;
    }

    private MemorySize capped(MemorySize relative) {
        return relative.min(maximum).max(minimum);
    }

    private Derived derived(MemorySize relative, List<MemoryPart> of, Fraction.Relation relation) {
        Optional<Bound> bound = Optional.empty();
        if (relative.compareTo(maximum) > 0) {
            bound = Optional.of(
                    new Bound(Bound.Limit.MAXIMUM, options.overheadMaximum().key()));
        } else if (relative.compareTo(minimum) < 0) {
            bound = Optional.of(
                    new Bound(Bound.Limit.MINIMUM, options.overheadMinimum().key()));
        }
        return new Derived(
                capped(relative),
                new Fraction(of, relation, options.overheadFraction().key(), fraction, relative, bound));
    }
}
