package io.parley.core.configuration;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;

/** The types of options that Parley reads, each with the way to declare it in Flink. */
enum OptionType {
    MEMORY_SIZE,
    INTEGER,
    LONG_INTEGER,
    FRACTION,
    DECIMAL,
    FLAG,
    DURATION,
    TEXT,
    TEXT_LIST;

    static final String KEY = "some.key";

    private ConfigurationOption<?> option() {
        return switch (this) {
            case MEMORY_SIZE -> ConfigurationOption.memorySize(KEY);
            case INTEGER -> ConfigurationOption.integer(KEY);
            case LONG_INTEGER -> ConfigurationOption.longInteger(KEY);
            case FRACTION -> ConfigurationOption.fraction(KEY);
            case DECIMAL -> ConfigurationOption.decimal(KEY);
            case FLAG -> ConfigurationOption.flag(KEY);
            case DURATION -> ConfigurationOption.duration(KEY);
            case TEXT -> ConfigurationOption.text(KEY);
            case TEXT_LIST -> ConfigurationOption.textList(KEY);
        };
    }

    /** Gives the methods that declare an option of this type, called on what ConfigOptions.key gave. */
    List<String> flinkSteps() {
        return switch (this) {
            case MEMORY_SIZE -> List.of("memoryType");
            case INTEGER -> List.of("intType");
            case LONG_INTEGER -> List.of("longType");
            case FRACTION -> List.of("floatType");
            case DECIMAL -> List.of("doubleType");
            case FLAG -> List.of("booleanType");
            case DURATION -> List.of("durationType");
            case TEXT -> List.of("stringType");
            case TEXT_LIST -> List.of("stringType", "asList");
        };
    }

    /** Reads {@link #KEY} as Parley does, a size as its bytes; empty if the value is refused. */
    Optional<Object> read(FlinkConfiguration configuration) {
        try {
            Object value = configuration.find(option()).orElseThrow();
            return Optional.of(value instanceof MemorySize size ? size.bytes() : value);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
