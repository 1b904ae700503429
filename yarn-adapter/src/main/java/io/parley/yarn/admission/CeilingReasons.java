package io.parley.yarn.admission;

import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.yarn.admission.Findings.Limit;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.Map;

/** Whether the container fits into all that its queue may use, ever and now. Pure and stateless. */
final class CeilingReasons {

    private CeilingReasons() {}

    /** Adds the reasons for the amounts that the scheduler counts. */
    static void add(Findings findings, SubmissionQueue queue, Map<String, Long> counted) {
        counted.forEach((name, amount) -> {
            Bound ceiling = queue.ceiling().get(name);
            if (ceiling != null) {
                add(findings, queue, new Asked(name, amount, ceiling));
            }
        });
    }

    private record Asked(String name, long amount, Bound ceiling) {

        Limit beside(long used) {
            return new Limit(name, ResourceWords.amount(name, amount), ceiling.amount(), used, ceiling.key());
        }
    }

    private static void add(Findings findings, SubmissionQueue queue, Asked asked) {
        String what = "All of queue " + queue.name() + " may use";
        String key = asked.ceiling.key();
        long used = queue.used().map(map -> map.getOrDefault(asked.name, 0L)).orElse(0L);
        if (asked.amount > asked.ceiling.amount()) {
            findings.never(
                    what + " " + ResourceWords.less(asked.name) + " (" + key + ").",
                    asked.beside(0),
                    "raise " + key + ".");
        } else if (asked.amount > asked.ceiling.amount() - used) {
            findings.waiting(
                    what + " not " + ResourceWords.thatMuch(asked.name) + " more now (" + key + ").",
                    asked.beside(used),
                    "Wait until containers of the queue end.");
        } else if (asked.name.equals(SchedulerRules.MEMORY)) {
            findings.admit(what + " " + ResourceWords.thatMuch(asked.name) + " (" + key + ").", asked.beside(used));
        }
    }
}
