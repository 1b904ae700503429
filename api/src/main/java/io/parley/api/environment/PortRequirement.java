package io.parley.api.environment;

import java.util.OptionalInt;

/**
 * A port that a process needs. Immutable.
 *
 * @param name what it is for, for instance {@code rest}
 * @param number the port, 1 to 65535; empty for any
 */
public record PortRequirement(String name, OptionalInt number) {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the number is no port
     */
    public PortRequirement {
        int port = number.orElse(1);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "Port " + port + " for " + name + " does not exist. Use 1 to 65535, or none for any port.");
        }
    }

    /**
     * Asks for any port.
     *
     * @param name what it is for
     * @return the requirement
     */
    public static PortRequirement any(String name) {
        return new PortRequirement(name, OptionalInt.empty());
    }
}
