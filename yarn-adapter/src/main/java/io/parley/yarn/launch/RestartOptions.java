package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.plan.Remark;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How YARN starts a JobManager again that has failed. Immutable.
 *
 * @param attempts how often it may be started, at least 1
 * @param highAvailability what holds with high availability only; empty without
 */
record RestartOptions(int attempts, Optional<HighAvailability> highAvailability) {

    private static final ConfigurationOption<Integer> ATTEMPTS =
            ConfigurationOption.integer("yarn.application-attempts");
    private static final ConfigurationOption<Long> VALIDITY = ConfigurationOption.longInteger(
                    "yarn.application-attempt-failures-validity-interval")
            .withDefault(10_000L);
    private static final String NO_HIGH_AVAILABILITY = "NONE";
    private static final ConfigurationOption<String> HIGH_AVAILABILITY = ConfigurationOption.text(
                    "high-availability.type")
            .withDeprecatedKeys("high-availability", "recovery.mode")
            .withDefault(NO_HIGH_AVAILABILITY);
    private static final int WITHOUT_HIGH_AVAILABILITY = 1;
    private static final int WITH_HIGH_AVAILABILITY = 2;
    private static final long EVERY_FAILURE = -1;

    /**
     * What holds with high availability only: containers are kept for the next attempt, and old failures are forgotten.
     *
     * @param failuresValidityMillis how long a failure counts; -1 for ever
     */
    record HighAvailability(long failuresValidityMillis) {}

    /** Reads the keys; the reader collects what is wrong. */
    static RestartOptions read(KeyReader keys) {
        boolean available = keys.text(HIGH_AVAILABILITY)
                .map(type -> !type.toUpperCase(Locale.ROOT).equals(NO_HIGH_AVAILABILITY))
                .orElse(false);
        int attempts = keys.find(ATTEMPTS).orElse(available ? WITH_HIGH_AVAILABILITY : WITHOUT_HIGH_AVAILABILITY);
        if (attempts < 1) {
            keys.refuse(ATTEMPTS, attempts + " attempts are too few.", "Set it to 1 or more, or remove it.");
        }
        long validity = keys.get(VALIDITY);
        if (validity < EVERY_FAILURE) {
            keys.refuse(
                    VALIDITY,
                    validity + " ms is no time.",
                    "Set it to milliseconds, or to -1 for failures to count for ever.");
        }
        return new RestartOptions(attempts, available ? Optional.of(new HighAvailability(validity)) : Optional.empty());
    }

    /**
     * Tells of restarts that never end: a failure that is forgotten before the next attempt has come as far never adds
     * up with others to the allowed attempts.
     *
     * @param startUp how long a start-up takes
     */
    Optional<Remark> endlessRestarts(Duration startUp) {
        Duration allowed = startUp.multipliedBy(Math.max(1, attempts - 1));
        return highAvailability
                .map(HighAvailability::failuresValidityMillis)
                .filter(validity -> validity > 0 && attempts > 1 && validity <= allowed.toMillis())
                .map(validity -> new Remark(
                        Remark.Kind.RESTARTS,
                        "A JobManager that fails at the end of its start-up may be restarted for ever: a failure counts"
                                + " for " + validity + " ms (" + VALIDITY.key() + "), and the start-ups of "
                                + attempts + " attempts (" + ATTEMPTS.key() + ") take longer, this one "
                                + startUp.toMillis() + " ms. Raise the interval above " + allowed.toMillis()
                                + " ms, or set it to -1 for failures to count for ever.",
                        List.of(VALIDITY.key(), ATTEMPTS.key())));
    }
}
