package io.parley.core.resolution;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.MemoryOptions.LegacyHeapOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The heap options from before Flink 1.11: the environment variable wins over the size, the size over the number of
 * mebibytes.
 *
 * <p>Source: Flink's {@code MemoryBackwardsCompatibilityUtils}.
 */
final class LegacyHeap {

    /** Why an option that is set has no effect, from Flink 2.0 on. */
    static final String READ_NO_MORE = "Flink reads it no more since 2.0";

    private final FlinkConfiguration configuration;
    private final Findings findings;
    private final String variable;
    private final ConfigurationOption<Integer> mebibytes;
    private final List<String> names;

    LegacyHeap(FlinkConfiguration configuration, Findings findings, LegacyHeapOptions options) {
        this.configuration = configuration;
        this.findings = findings;
        this.variable = options.variable();
        this.mebibytes = options.mebibytes();
        this.names = names(configuration, options);
    }

    static boolean isSet(FlinkConfiguration configuration, LegacyHeapOptions options) {
        return configuration.valueOrNull(options.size().key()) != null
                || configuration.valueOrNull(options.mebibytes().key()) != null
                || configuration.environmentVariable(options.variable()).isPresent();
    }

    /** Gives the names that are set, the one that wins first. */
    static List<String> names(FlinkConfiguration configuration, LegacyHeapOptions options) {
        List<String> names = new ArrayList<>();
        if (configuration.environmentVariable(options.variable()).isPresent()) {
            names.add(options.variable());
        }
        if (configuration.valueOrNull(options.size().key()) != null) {
            names.add(options.size().key());
        }
        if (configuration.valueOrNull(options.mebibytes().key()) != null) {
            names.add(options.mebibytes().key());
        }
        return names;
    }

    /** Gives the size that counts as the target option, or null where none is set; notes what has no effect. */
    @Nullable
    FoundSize read(SizeOption target) {
        if (names.isEmpty()) {
            return null;
        }
        String name = names.get(0);
        Origin origin = name.equals(variable) ? Origin.environmentVariable(variable) : configuration.origin(name);
        for (String other : names.subList(1, names.size())) {
            withoutEffect(other, name + " is set and wins");
        }
        findings.remark(
                Remark.Kind.DEPRECATED_KEY,
                name + " is a legacy option; it counts as " + target.key() + " here. Set " + target.key() + " instead.",
                name,
                target.key());
        return new FoundSize(readSize(name, origin), new SizeDerivation.LegacyHeap(name, target.key(), origin), name);
    }

    private @Nullable MemorySize readSize(String name, Origin origin) {
        try {
            return parse(name);
        } catch (IllegalArgumentException e) {
            new OptionReader(configuration, findings).unreadable(name, origin.description(), e);
            return null;
        }
    }

    private MemorySize parse(String name) {
        if (name.equals(mebibytes.key())) {
            int count = mebibytes.parse(text(name));
            if (count < 0) {
                throw new IllegalArgumentException("Cannot use " + count
                        + " as a number of MiB: it is negative. Write whole digits, for instance 1024.");
            }
            return MemorySize.ofMebibytes(count);
        }
        return MemorySize.parse(text(name));
    }

    private String text(String name) {
        Optional<String> text =
                name.equals(variable) ? configuration.environmentVariable(variable) : configuration.value(name);
        return text.orElseThrow(() -> new IllegalStateException(name + " was found a moment ago."));
    }

    /** Notes that what is set has no effect, and what of it could not even be read. */
    void ignore(String reason) {
        for (String name : names) {
            withoutEffect(name, reason);
        }
    }

    private void withoutEffect(String name, String reason) {
        findings.remark(Remark.Kind.WITHOUT_EFFECT, name + " has no effect: " + reason + ". Remove it.", name);
        try {
            parse(name);
        } catch (IllegalArgumentException e) {
            findings.remark(
                    Remark.Kind.UNREADABLE_BUT_UNUSED,
                    name + " cannot be read, but Flink does not read it here either. " + e.getMessage(),
                    name);
        }
    }
}
