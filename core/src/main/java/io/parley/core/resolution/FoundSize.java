package io.parley.core.resolution;

import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import org.jspecify.annotations.Nullable;

/**
 * A size that a configuration sets or that stands for it by default. Immutable.
 *
 * @param size the size; null where the text cannot be read, which is a problem already noted
 * @param derivation where it came from
 * @param name the key or variable to name in messages
 */
record FoundSize(@Nullable MemorySize size, SizeDerivation derivation, String name) {

    boolean isDefault() {
        return derivation instanceof SizeDerivation.Default;
    }
}
