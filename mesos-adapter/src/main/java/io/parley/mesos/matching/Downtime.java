package io.parley.mesos.matching;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.mesos.v1.Protos.Unavailability;

/**
 * When an agent is to go down for maintenance, and for how long. Immutable.
 *
 * @param start when it goes down
 * @param length for how long; empty where nobody knows
 */
public record Downtime(Instant start, Optional<Duration> length) {

    /**
     * Reads what a master tells with offers and inverse offers.
     *
     * @param time the time, in nanoseconds since 1970
     * @return the same
     */
    public static Downtime of(Unavailability time) {
        return new Downtime(
                Instant.EPOCH.plusNanos(time.getStart().getNanoseconds()),
                time.hasDuration()
                        ? Optional.of(Duration.ofNanos(time.getDuration().getNanoseconds()))
                        : Optional.empty());
    }

    /** Gives both for people, for instance {@code at 2026-12-01T08:00:00Z for PT2H}. */
    @Override
    public String toString() {
        return "at " + start + length.map(time -> " for " + time).orElse(" until further notice");
    }
}
