package io.parley.yarn.admission;

import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import java.time.Duration;

/** Whether failures of a JobManager that never starts are ever counted up to the last attempt. Pure and stateless. */
final class RestartReasons {

    /** How long an attempt may take until it fails: staged files, the JVM, and Flink's own start. */
    private static final Duration START_UP = Duration.ofSeconds(60);

    private static final String WINDOW = "yarn.application-attempt-failures-validity-interval";

    private RestartReasons() {}

    static void add(Findings findings, ContainerNeed.Restarts restarts) {
        Duration window = restarts.window();
        // All but the last failure have to be in the window together with it.
        Duration needed = START_UP.multipliedBy(Math.max(1, restarts.attempts() - 1L));
        if (window.isZero() || window.compareTo(needed) >= 0) {
            return;
        }
        findings.add(Verdict.of(
                        Outcome.ADMIT,
                        "Warning: a JobManager that fails as it starts is started again for ever, for failures older than "
                                + window.toMillis() + " ms do not count (" + WINDOW
                                + "), and a start may take longer than that.")
                .comparing(window.toMillis() + " ms", needed.toMillis() + " ms for a start")
                .curedBy(
                        WINDOW,
                        "Set " + WINDOW + " to " + needed.toMillis() + " or more, or to -1 so that every failure counts"
                                + " towards the " + restarts.attempts() + " of yarn.application-attempts."));
    }
}
