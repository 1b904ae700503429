package io.parley.standalone;

import io.parley.api.size.MemorySize;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a standalone host is told about a Flink process. Immutable.
 *
 * @param settings the entries of Flink's configuration file, in the order of their keys
 * @param totalProcess the memory that a process with these settings uses, all parts together
 */
public record StandaloneSettings(Map<String, String> settings, MemorySize totalProcess) {

    /** Copies the map. */
    public StandaloneSettings {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
