package io.parley.core.resolution;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads options of one configuration; what cannot be read becomes a problem. Not thread-safe. */
final class OptionReader {

    private final FlinkConfiguration configuration;
    private final Findings findings;

    OptionReader(FlinkConfiguration configuration, Findings findings) {
        this.configuration = configuration;
        this.findings = findings;
    }

    /** Gives the key under which an option is set, or null. */
    @Nullable
    String keyOf(ConfigurationOption<?> option) {
        if (configuration.valueOrNull(option.key()) != null) {
            return option.key();
        }
        for (String deprecated : option.deprecatedKeys()) {
            if (configuration.valueOrNull(deprecated) != null) {
                return deprecated;
            }
        }
        return null;
    }

    /** Gives the size that is set for an option, or null where none is set. */
    @Nullable
    FoundSize findSize(ConfigurationOption<MemorySize> option) {
        String key = keyOf(option);
        if (key == null) {
            return null;
        }
        return new FoundSize(
                read(option, key), new SizeDerivation.Configured(key, option.key(), configuration.origin(key)), key);
    }

    /** Gives the size that is set for an option, or its default. */
    FoundSize size(ConfigurationOption<MemorySize> option) {
        FoundSize found = findSize(option);
        return found != null
                ? found
                : new FoundSize(defaultOf(option), new SizeDerivation.Default(option.key()), option.key());
    }

    /** Gives the value that is set for an option, or its default; null where the text cannot be read. */
    <T> @Nullable T value(ConfigurationOption<T> option) {
        String key = keyOf(option);
        return key == null ? defaultOf(option) : read(option, key);
    }

    private static <T> T defaultOf(ConfigurationOption<T> option) {
        return option.defaultValue()
                .orElseThrow(() -> new IllegalStateException(option.key() + " was declared without a default."));
    }

    private <T> @Nullable T read(ConfigurationOption<T> option, String key) {
        String text = configuration.valueOrNull(key);
        try {
            return text == null ? null : option.parse(text);
        } catch (IllegalArgumentException e) {
            unreadable(key, configuration.origin(key).description(), e);
            return null;
        }
    }

    void unreadable(String name, String origin, IllegalArgumentException reason) {
        String text = Optional.ofNullable(reason.getMessage()).orElse("It cannot be read.");
        int end = text.lastIndexOf(". ");
        String statement = end < 0 ? text : text.substring(0, end + 1);
        String cure = end < 0 ? "Correct it." : text.substring(end + 2);
        findings.problem(Kind.UNREADABLE_VALUE, name + " (" + origin + "): " + statement, List.of(name), cure);
    }
}
