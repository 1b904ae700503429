package io.parley.api.plan;

import io.parley.api.configuration.Origin;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;

/** Where the size of one part of a plan came from. Every kind is an immutable record. */
public sealed interface SizeDerivation {

    /**
     * Tells the reason in one sentence.
     *
     * @return a text for people
     */
    String describe();

    /**
     * The size was written under a key.
     *
     * @param key the key it was found under
     * @param currentKey the key that Flink wants today; the same as {@code key} unless that one is deprecated
     * @param origin where the entry was written
     */
    record Configured(String key, String currentKey, Origin origin) implements SizeDerivation {

        /**
         * Tells whether the size was found under an older key.
         *
         * @return whether the key is deprecated
         */
        public boolean isDeprecated() {
            return !key.equals(currentKey);
        }

        @Override
        public String describe() {
            return isDeprecated()
                    ? key + ", a deprecated key of " + currentKey + " (" + origin + ")"
                    : key + " (" + origin + ")";
        }
    }

    /**
     * Nothing was written, the default of a key counts.
     *
     * @param key the key
     */
    record Default(String key) implements SizeDerivation {
        @Override
        public String describe() {
            return "default of " + key;
        }
    }

    /**
     * A heap option from before Flink 1.11 stands for this part.
     *
     * @param name the key or the environment variable
     * @param currentKey the key that it was mapped to
     * @param origin where it was written
     */
    record LegacyHeap(String name, String currentKey, Origin origin) implements SizeDerivation {
        @Override
        public String describe() {
            return "legacy " + name + ", which counts as " + currentKey + " here (" + origin + ")";
        }
    }

    /**
     * A number of network buffers from before Flink 1.10, each of the size of a memory segment.
     *
     * @param key the key of the number
     * @param buffers the number
     * @param segmentSize the size of one
     * @param segmentSizeKey the key of that size
     * @param origin where the number was written
     */
    record NetworkBuffers(String key, int buffers, MemorySize segmentSize, String segmentSizeKey, Origin origin)
            implements SizeDerivation {
        @Override
        public String describe() {
            return buffers + " buffers (legacy " + key + ", " + origin + ") of " + segmentSize.toShortString() + " ("
                    + segmentSizeKey + ")";
        }
    }

    /** The caller gave the size, as a resource manager does for one worker. */
    record Given() implements SizeDerivation {
        @Override
        public String describe() {
            return "given for this worker";
        }
    }

    /**
     * A fraction of other parts, kept between a minimum and a maximum.
     *
     * @param of the parts whose sum the fraction is of
     * @param relation how the fraction applies to them
     * @param fractionKey the key of the fraction
     * @param fraction the fraction as Flink uses it, a float widened to double
     * @param uncapped the size before the bounds, in whole bytes, truncated
     * @param bound the bound that replaced it, if one did
     */
    record Fraction(
            List<MemoryPart> of,
            Relation relation,
            String fractionKey,
            double fraction,
            MemorySize uncapped,
            Optional<Bound> bound)
            implements SizeDerivation {

        /** Copies the list. */
        public Fraction {
            of = List.copyOf(of);
        }

        /** How a fraction applies to its base. */
        public enum Relation {
            /** The base holds the part: base times fraction. */
            OF_WHOLE,
            /** The base is what the whole is without the part: base times fraction / (1 - fraction). */
            OF_REST
        }

        @Override
        public String describe() {
            String base = of.stream()
                    .map(MemoryPart::toString)
                    .reduce((a, b) -> a + " + " + b)
                    .orElse("nothing");
            String whole = relation == Relation.OF_WHOLE
                    ? "fraction " + (float) fraction + " of " + base
                    : "fraction " + (float) fraction + " of the whole, derived from " + base;
            String range = bound.map(found -> ", " + found.describe(uncapped)).orElse("");
            return whole + " (" + fractionKey + ")" + range;
        }
    }

    /**
     * A bound that a derived size ran into.
     *
     * @param limit which end of the range
     * @param key the key of the bound
     */
    record Bound(Limit limit, String key) {

        /** The ends of a range. */
        public enum Limit {
            /** The lower end. */
            MINIMUM,
            /** The upper end. */
            MAXIMUM
        }

        private String describe(MemorySize uncapped) {
            return switch (limit) {
                case MINIMUM -> "raised from " + uncapped.toShortString() + " to the minimum (" + key + ")";
                case MAXIMUM -> "cut from " + uncapped.toShortString() + " to the maximum (" + key + ")";
            };
        }
    }

    /**
     * What a whole leaves when other parts are taken out.
     *
     * @param of the whole
     * @param without the parts that were taken out
     */
    record Rest(MemoryPart of, List<MemoryPart> without) implements SizeDerivation {

        /** Copies the list. */
        public Rest {
            without = List.copyOf(without);
        }

        @Override
        public String describe() {
            return "rest of " + of + " without "
                    + without.stream()
                            .map(MemoryPart::toString)
                            .reduce((a, b) -> a + " and " + b)
                            .orElse("nothing");
        }
    }

    /**
     * The sum of other parts.
     *
     * @param of the parts
     */
    record Sum(List<MemoryPart> of) implements SizeDerivation {

        /** Copies the list. */
        public Sum {
            of = List.copyOf(of);
        }

        @Override
        public String describe() {
            return "sum of "
                    + of.stream()
                            .map(MemoryPart::toString)
                            .reduce((a, b) -> a + " and " + b)
                            .orElse("nothing");
        }
    }

    /**
     * A size that grew because an environment granted more than was asked for.
     *
     * @param policy the grant policy that decided where the surplus goes
     * @param added how much was added
     * @param before where the size came from before the grant
     */
    record Grown(String policy, MemorySize added, SizeDerivation before) implements SizeDerivation {
        @Override
        public String describe() {
            return before.describe() + ", grown by " + added.toShortString() + " from the grant (policy " + policy
                    + ")";
        }
    }
}
