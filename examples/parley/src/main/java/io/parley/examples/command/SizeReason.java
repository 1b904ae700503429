package io.parley.examples.command;

import io.parley.api.configuration.Origin;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.SizeDerivation.Bound;
import io.parley.api.plan.SizeDerivation.Fraction;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says in a few words why a part of a plan has its size. Stateless. */
final class SizeReason {

    private static final long KIBIBYTE = 1024;
    private static final int FEW_PARTS = 3;

    private final PartTree tree;

    private SizeReason(PartTree tree) {
        this.tree = tree;
    }

    /** Gives the reason of a part's size, or says that the plan does not tell. */
    static String of(ProcessMemoryPlan plan, MemoryPart part) {
        PartTree tree = PartTree.of(plan);
        SizeDerivation derivation = plan.derivations().get(part);
        return derivation == null
                ? "not told"
                : new SizeReason(tree).reason(derivation, part, tree.find(part).size());
    }

    private String reason(SizeDerivation derivation, MemoryPart part, MemorySize size) {
        if (derivation instanceof SizeDerivation.Configured configured) {
            return configured.isDeprecated()
                    ? "deprecated " + written(configured.key(), configured.origin()) + ", today "
                            + configured.currentKey()
                    : written(configured.key(), configured.origin());
        }
        if (derivation instanceof SizeDerivation.Default byDefault) {
            return "default of " + byDefault.key();
        }
        if (derivation instanceof SizeDerivation.LegacyHeap legacy) {
            return "legacy " + written(legacy.name(), legacy.origin()) + ", counts as " + legacy.currentKey() + " here";
        }
        if (derivation instanceof SizeDerivation.NetworkBuffers buffers) {
            return buffers.buffers() + " buffers of " + exact(buffers.segmentSize()) + ": legacy "
                    + written(buffers.key(), buffers.origin()) + " times " + buffers.segmentSizeKey();
        }
        if (derivation instanceof SizeDerivation.Given) {
            return "given for this worker";
        }
        if (derivation instanceof Fraction fraction) {
            return fraction(fraction, part, size);
        }
        if (derivation instanceof SizeDerivation.Rest rest) {
            return "what is left of " + rest.of() + " after " + others(rest);
        }
        if (derivation instanceof SizeDerivation.Sum sum) {
            return sum.of().size() > FEW_PARTS ? "the sum of its parts" : "the sum of " + listed(sum.of());
        }
        if (derivation instanceof SizeDerivation.Grown grown) {
            return reason(grown.before(), part, size.minus(grown.added())) + ", grown by "
                    + grown.added().toShortString() + " from the grant (policy " + grown.policy() + ")";
        }
        throw new IllegalArgumentException("No words for " + derivation.getClass() + ".");
    }

    /** Names an entry and where it was written; a variable's name is in its origin already. */
    private static String written(String name, Origin origin) {
        return origin.equals(Origin.environmentVariable(name)) ? origin.toString() : name + " (" + origin + ")";
    }

    private String fraction(Fraction fraction, MemoryPart part, MemorySize size) {
        String whole = percent(fraction.fraction()) + " of "
                + switch (fraction.relation()) {
                    case OF_WHOLE -> listed(fraction.of());
                    case OF_REST -> wholeOf(fraction, part);
                };
        return whole
                + fraction.bound()
                        .map(bound -> bounded(bound, fraction.uncapped(), size))
                        .orElse(" (" + fraction.fractionKey() + ")");
    }

    private static String bounded(Bound bound, MemorySize uncapped, MemorySize size) {
        return switch (bound.limit()) {
                    case MINIMUM -> ", raised from " + uncapped.toShortString() + " to the minimum (";
                    case MAXIMUM -> ", cut from " + uncapped.toShortString() + " to the maximum (";
                }
                + bound.key() + ", " + size.toShortString() + ")";
    }

    /** Names what a part and the parts it was derived from make up together. */
    private String wholeOf(Fraction fraction, MemoryPart part) {
        Set<MemoryPart> together = new HashSet<>(tree.find(part).components());
        fraction.of().forEach(base -> together.addAll(tree.find(base).components()));
        Optional<MemoryPart> total = tree.flattened().stream()
                .filter(candidate -> candidate.components().equals(together))
                .map(PartTree::part)
                .findFirst();
        return total.map(found -> found + ", worked out from its other parts")
                .orElseGet(() -> "the sum with " + listed(fraction.of()));
    }

    private String others(SizeDerivation.Rest rest) {
        return rest.without().size() < FEW_PARTS ? listed(rest.without()) : "its other parts";
    }

    private static String listed(List<MemoryPart> parts) {
        return parts.isEmpty()
                ? "nothing"
                : Words.and(parts.stream().map(MemoryPart::toString).toList());
    }

    private static String percent(double fraction) {
        return new BigDecimal(Float.toString((float) fraction))
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString()
                + "%";
    }

    private static String exact(MemorySize size) {
        boolean kibibytes = size.bytes() % KIBIBYTE == 0 && size.bytes() < KIBIBYTE * KIBIBYTE;
        return kibibytes ? size.bytes() / KIBIBYTE + " KiB" : size.toShortString();
    }
}
