package io.parley.core.resolution;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.Remark;
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
        List<String> deprecatedKeys = option.deprecatedKeys();
        for (int i = 0; i < deprecatedKeys.size(); i++) {
            if (configuration.valueOrNull(deprecatedKeys.get(i)) != null) {
                return deprecatedKeys.get(i);
            }
        }
        return null;
    }

    /** Gives the key under which an option is set, or its current key. */
    String nameOf(ConfigurationOption<?> option) {
        String key = keyOf(option);
        return key == null ? option.key() : key;
    }

    /** Gives the size that is set for an option, or null where none is set. */
    @Nullable
    FoundSize find(SizeOption size) {
        ConfigurationOption<MemorySize> option = size.option();
        String key = keyOf(option);
        if (key == null) {
            return null;
        }
        if (!key.equals(option.key())) {
            findings.remark(
                    Remark.Kind.DEPRECATED_KEY,
                    key + " is a deprecated key of " + option.key() + ". Set " + option.key() + " instead.",
                    key,
                    option.key());
        }
        return new FoundSize(
                read(option, key), new SizeDerivation.Configured(key, option.key(), configuration.origin(key)), key);
    }

    /** Gives the size that is set for an option, or its default. */
    FoundSize size(SizeOption option) {
        FoundSize found = find(option);
        if (found != null) {
            return found;
        }
        FoundSize byDefault = option.byDefault();
        if (byDefault == null) {
            throw new IllegalStateException(option.key() + " was declared without a default.");
        }
        return byDefault;
    }

    /** Gives the value that is set for an option, or its default; null where the text cannot be read. */
    <T> @Nullable T value(ConfigurationOption<T> option) {
        String key = keyOf(option);
        return key == null
                ? option.defaultValue()
                        .orElseThrow(() -> new IllegalStateException(option.key() + " was declared without a default."))
                : read(option, key);
    }

    /** Gives the value under a key; null where the text cannot be read or nothing is set. */
    <T> @Nullable T read(ConfigurationOption<T> option, String key) {
        try {
            return configuration.read(key, option).orElse(null);
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
