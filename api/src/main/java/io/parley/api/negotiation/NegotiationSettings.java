package io.parley.api.negotiation;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import java.time.Duration;

/**
 * When to try again, when to give up, and which hosts to leave alone. Immutable.
 *
 * @param backOff how long to wait before a demand is asked for again
 * @param failureRate how many failures are borne before the waiting demands are refused
 * @param hostAvoidance when a host is left alone
 * @param stableAfter how long a process has to run for its earlier failures not to count for the back-off any more
 */
public record NegotiationSettings(
        BackOff backOff, FailureRate failureRate, HostAvoidance hostAvoidance, Duration stableAfter) {

    /** Flink's option of how many workers may fail to start or end early in a minute. */
    public static final ConfigurationOption<Double> MAX_FAILURE_RATE = ConfigurationOption.decimal(
                    "resourcemanager.start-worker.max-failure-rate")
            .withDefault(10.0);

    /** Flink's option of how long to wait after a failure. */
    public static final ConfigurationOption<Duration> RETRY_INTERVAL = ConfigurationOption.duration(
                    "resourcemanager.start-worker.retry-interval")
            .withDefault(Duration.ofSeconds(3));

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

    /** What Flink's defaults say. */
    public static final NegotiationSettings DEFAULT =
            of(FlinkConfiguration.builder().build());

    /**
     * Reads Flink's keys: {@code resourcemanager.start-worker.max-failure-rate} a minute (10; rounded down) and
     * {@code resourcemanager.start-worker.retry-interval} (3 s), the first wait of the back-off.
     *
     * @param configuration the configuration
     * @return the settings
     * @throws IllegalArgumentException if a value cannot be read or is out of its range; the message names the key
     */
    public static NegotiationSettings of(FlinkConfiguration configuration) {
        double most = configuration.get(MAX_FAILURE_RATE);
        if (!(most >= 0 && most <= Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("Cannot use " + most + " for " + MAX_FAILURE_RATE.key()
                    + ": a number of failures a minute from 0 to " + Integer.MAX_VALUE + " is needed.");
        }
        Duration first = configuration.get(RETRY_INTERVAL);
        if (first.isNegative()) {
            throw new IllegalArgumentException("Cannot use " + first + " for " + RETRY_INTERVAL.key()
                    + ": a wait that is not negative is needed.");
        }
        return new NegotiationSettings(
                new BackOff(first, first.compareTo(LONGEST_WAIT) > 0 ? first : LONGEST_WAIT),
                new FailureRate((int) most, Duration.ofMinutes(1), MAX_FAILURE_RATE.key()),
                HostAvoidance.DEFAULT,
                STABLE_AFTER);
    }
}
