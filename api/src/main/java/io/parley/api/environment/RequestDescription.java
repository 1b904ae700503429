package io.parley.api.environment;

import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a native request asks for, in words that people and programs read. Immutable.
 *
 * @param memory the memory that the request covers, in bytes
 * @param amounts each amount by the environment's own name, memory among them, in the order to show them
 * @param settings the settings of a host, where the environment has no request but settings; else empty
 * @param documents the request in each output format that the environment knows, by the format's name; may be empty
 * @param superseded the keys that a configuration cannot hold beside the settings, or that mean nothing any more there,
 *     each with the reason in one sentence; empty where there are no settings
 */
public record RequestDescription(
        MemorySize memory,
        Map<String, BigDecimal> amounts,
        Map<String, String> settings,
        Map<String, String> documents,
        Map<String, String> superseded) {

    /** Copies the maps and keeps their order. */
    public RequestDescription {
        amounts = Collections.unmodifiableMap(new LinkedHashMap<>(amounts));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        documents = Collections.unmodifiableMap(new LinkedHashMap<>(documents));
        superseded = Collections.unmodifiableMap(new LinkedHashMap<>(superseded));
    }

    /**
     * Describes a request that supersedes no keys.
     *
     * @param memory the memory that the request covers
     * @param amounts each amount by name, memory among them
     * @param settings the settings of a host, may be empty
     * @param documents the request in each output format, may be empty
     */
    public RequestDescription(
            MemorySize memory,
            Map<String, BigDecimal> amounts,
            Map<String, String> settings,
            Map<String, String> documents) {
        this(memory, amounts, settings, documents, Map.of());
    }

    /**
     * Describes a request that is amounts and nothing else.
     *
     * @param memory the memory that the request covers
     * @param amounts each amount by name, memory among them
     * @return the description
     */
    public static RequestDescription ofAmounts(MemorySize memory, Map<String, BigDecimal> amounts) {
        return new RequestDescription(memory, amounts, Map.of(), Map.of());
    }
}
