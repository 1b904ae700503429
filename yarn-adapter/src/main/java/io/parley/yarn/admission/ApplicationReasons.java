package io.parley.yarn.admission;

import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;

/** Whether there may be one more application. Pure and stateless. */
final class ApplicationReasons {

    private ApplicationReasons() {}

    static void add(Findings findings, ClusterSnapshot cluster) {
        cluster.applications().forEach(limit -> add(findings, limit));
    }

    private static void add(Findings findings, ApplicationLimit limit) {
        String what = limit.holder() + " (" + limit.key() + ")";
        if (limit.most() < 1) {
            findings.add(Verdict.of(Outcome.NEVER, "No application runs of " + what + ".")
                    .comparing("1 application", applications(0))
                    .curedBy(limit.key(), "Raise " + limit.key() + "."));
        } else if (limit.now().isEmpty()) {
            findings.admit("No more than " + applications(limit.most()) + " at a time "
                    + (limit.most() == 1 ? "runs" : "run") + " of " + what + "; how many there are is not known.");
        } else if (limit.now().getAsLong() >= limit.most()) {
            String statement = switch (limit.beyond()) {
                case WAITS -> "No more applications at a time run of " + what + ".";
                case REFUSED -> "YARN refuses further applications of " + what + " until others end.";
            };
            findings.add(Verdict.of(Outcome.WAIT, statement)
                    .comparing("1 application", "0 of " + applications(limit.most()))
                    .curedBy(limit.key(), "Wait until other applications end, or raise " + limit.key() + "."));
        } else {
            findings.admit("One more application may run of " + what + ".");
        }
    }

    private static String applications(long count) {
        return count + (count == 1 ? " application" : " applications");
    }
}
