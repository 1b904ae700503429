package io.parley.core.resolution;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import org.jspecify.annotations.Nullable;

/**
 * A memory size that a configuration may set. Immutable.
 *
 * @param option the key and the older keys
 * @param byDefault what counts where it is not set; null where nothing does
 */
record SizeOption(
        ConfigurationOption<MemorySize> option, @Nullable FoundSize byDefault) {

    /** Declares a size without a default. */
    static SizeOption size(String key, String... deprecatedKeys) {
        return new SizeOption(ConfigurationOption.memorySize(key).withDeprecatedKeys(deprecatedKeys), null);
    }

    /** Gives the same option with a default, a text in Flink's grammar. */
    SizeOption or(String text) {
        MemorySize size = MemorySize.parse(text);
        return new SizeOption(option.withDefault(size), new FoundSize(size, new SizeDerivation.Default(key()), key()));
    }

    String key() {
        return option.key();
    }
}
