package io.parley.core.resolution;

import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.SizeDerivation.Bound;
import io.parley.api.plan.SizeDerivation.Fraction;
import io.parley.api.plan.SizeDerivations;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.MemoryOptions.RangeOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The range and the fraction of a part, consistent in themselves. Immutable.
 *
 * <p>Source: Flink's {@code ProcessMemoryUtils#deriveWithFraction} and {@code #deriveWithInverseFraction}.
 *
 * @param part the part
 * @param minimum the lower bound
 * @param maximum the upper bound, not below the minimum
 * @param fraction a float widened to double, from 0 to below 1
 * @param names the keys under which they were found
 */
record SizeRange(MemoryPart part, MemorySize minimum, MemorySize maximum, double fraction, Names names) {

    /** The keys of a range, and its ends as derivations name them. */
    record Names(
            String minimum, String maximum, String fraction, Optional<Bound> atMinimum, Optional<Bound> atMaximum) {

        Names(String minimum, String maximum, String fraction) {
            this(
                    minimum,
                    maximum,
                    fraction,
                    Optional.of(new Bound(Bound.Limit.MINIMUM, minimum)),
                    Optional.of(new Bound(Bound.Limit.MAXIMUM, maximum)));
        }
    }

    /** Reads the range; null where it cannot be read or contradicts itself, which is then noted. */
    static @Nullable SizeRange read(RangeOptions options, OptionReader reader, Findings findings) {
        FoundSize minimum = reader.size(options.minimum());
        FoundSize maximum = reader.size(options.maximum());
        String fractionKey = reader.keyOf(options.fraction());
        if (fractionKey == null && minimum.isDefault() && maximum.isDefault()) {
            return options.byDefault();
        }
        Float fraction = fractionKey == null
                ? Float.valueOf((float) options.byDefault().fraction())
                : reader.read(options.fraction(), fractionKey);
        String fractionName = fractionKey == null ? options.fraction().key() : fractionKey;
        boolean consistent = true;
        if (minimum.size() != null && maximum.size() != null && minimum.size().compareTo(maximum.size()) > 0) {
            findings.problem(
                    Kind.MINIMUM_ABOVE_MAXIMUM,
                    "The minimum of " + options.part() + ", " + minimum.size() + ", is above its maximum, "
                            + maximum.size() + ".",
                    List.of(minimum.name(), maximum.name()),
                    "Lower " + minimum.name() + " to at most "
                            + maximum.size().toConfigurationText() + " or raise " + maximum.name() + " to at least "
                            + minimum.size().toConfigurationText() + ".");
            consistent = false;
        }
        if (fraction != null && !isFraction(fraction)) {
            fractionOutOfRange(options.part(), fraction, fractionName, "0.1", findings);
            consistent = false;
        }
        return consistent && minimum.size() != null && maximum.size() != null && fraction != null
                ? new SizeRange(
                        options.part(),
                        minimum.size(),
                        maximum.size(),
                        fraction,
                        names(options, minimum, maximum, fractionName))
                : null;
    }

    private static Names names(RangeOptions options, FoundSize minimum, FoundSize maximum, String fractionName) {
        Names byDefault = options.byDefault().names();
        return byDefault.minimum().equals(minimum.name())
                        && byDefault.maximum().equals(maximum.name())
                        && byDefault.fraction().equals(fractionName)
                ? byDefault
                : new Names(minimum.name(), maximum.name(), fractionName);
    }

    static boolean isFraction(float fraction) {
        return fraction >= 0 && fraction < 1;
    }

    static void fractionOutOfRange(MemoryPart part, float fraction, String key, String example, Findings findings) {
        findings.problem(
                Kind.FRACTION_OUT_OF_RANGE,
                "The fraction of " + part + ", " + fraction + ", is not in the range from 0 to below 1.",
                List.of(key),
                "Set " + key + " to a number such as " + example + ".");
    }

    /** Gives the part of a whole: its fraction, truncated, kept in the range. */
    MemorySize ofWhole(MemorySize whole) {
        return capped(whole.timesTruncated(fraction));
    }

    /** The same; notes where it came from. */
    MemorySize deriveFromWhole(MemorySize whole, List<MemoryPart> of, SizeDerivations.Builder derivations) {
        return derive(whole.timesTruncated(fraction), of, Fraction.Relation.OF_WHOLE, derivations);
    }

    /**
     * Gives the part beside the rest of the whole, and notes where it came from.
     *
     * @throws ArithmeticException if the fraction of the whole exceeds 2^63-1 bytes
     */
    MemorySize deriveFromRest(MemorySize rest, List<MemoryPart> of, SizeDerivations.Builder derivations) {
        return derive(rest.timesTruncated(fraction / (1 - fraction)), of, Fraction.Relation.OF_REST, derivations);
    }

    /** Gives the key that decides on the part of a whole: of the end that it is kept at, else of the fraction. */
    String bindingKey(MemorySize whole) {
        return keyOf(whole.timesTruncated(fraction));
    }

    /** The same beside the rest of the whole; the fraction's too where it exceeds 2^63-1 bytes. */
    String bindingKeyBeside(MemorySize rest) {
        try {
            return keyOf(rest.timesTruncated(fraction / (1 - fraction)));
        } catch (ArithmeticException e) {
            return names.fraction();
        }
    }

    private String keyOf(MemorySize relative) {
        if (relative.compareTo(maximum) > 0) {
            return names.maximum();
        }
        return relative.compareTo(minimum) < 0 ? names.minimum() : names.fraction();
    }

    boolean holds(MemorySize size) {
        return size.compareTo(minimum) >= 0 && size.compareTo(maximum) <= 0;
    }

    private MemorySize capped(MemorySize relative) {
        return relative.compareTo(maximum) > 0 ? maximum : relative.max(minimum);
    }

    private MemorySize derive(
            MemorySize relative, List<MemoryPart> of, Fraction.Relation relation, SizeDerivations.Builder derivations) {
        Optional<Bound> bound = Optional.empty();
        if (relative.compareTo(maximum) > 0) {
            bound = names.atMaximum();
        } else if (relative.compareTo(minimum) < 0) {
            bound = names.atMinimum();
        }
        derivations.put(part, new Fraction(of, relation, names.fraction(), fraction, relative, bound));
        return capped(relative);
    }
}
