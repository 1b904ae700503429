package io.parley.api.negotiation;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.Optional;

/** How many failures there were of late, and how many are borne. Not thread-safe. */
final class FailureLimit {

    private final FailureRate rate;
    private final FailureWindow window;

    FailureLimit(FailureRate rate) {
        this.rate = rate;
        this.window = new FailureWindow(rate.most(), rate.interval());
    }

    /** A process that ran and was killed, or that completed, did not fail; what never ran failed unless taken away. */
    static boolean counts(ExitReason reason, boolean ran) {
        return switch (reason) {
            case FAILED, MEMORY_EXCEEDED, NOT_STARTED, UNKNOWN -> true;
            case COMPLETED, KILLED -> !ran;
            case PREEMPTED, HOST_LOST -> false;
        };
    }

    void failed(Duration now) {
        window.failed(now);
    }

    boolean isExceeded(Duration now) {
        return window.isExceeded(now);
    }

    /** Says why nothing more is asked for. */
    Verdict verdict(Optional<ProcessExit> last) {
        return Verdict.of(
                        Verdict.Outcome.NEVER,
                        "more than " + rate.most() + " processes failed within "
                                + rate.interval().toSeconds()
                                + " s."
                                + last.map(exit -> " The last one: " + exit + ".")
                                        .orElse(""))
                .comparing((rate.most() + 1) + " failures", rate.most() + " that are borne")
                .curedBy(
                        rate.key(),
                        "Mend what made them fail and ask again; raise " + rate.key()
                                + " only if that many failures are to be borne.");
    }
}
