package io.parley.core.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a configuration file is to say. Immutable.
 *
 * @param entries the text of each key
 * @param superseded the keys that the file cannot hold beside the entries, each with the reason, one line
 */
public record HostSettings(Map<String, String> entries, Map<String, String> superseded) {

    /**
     * Copies the maps and keeps their order.
     *
     * @throws IllegalArgumentException if there is no entry, or a key is both
     */
    public HostSettings {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        superseded = Collections.unmodifiableMap(new LinkedHashMap<>(superseded));
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("There are no settings to write. Give at least one entry.");
        }
        for (String key : superseded.keySet()) {
            if (entries.containsKey(key)) {
                throw new IllegalArgumentException(
                        key + " is a setting and superseded by the settings. Make it one of both.");
            }
        }
    }
}
