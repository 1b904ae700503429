package io.parley.yarn.admission;

import io.parley.api.environment.Admission;
import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.PlanLowering;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.sizing.AllocationRule;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Collects reasons, and how much memory would be admitted. Not thread-safe. */
final class Findings {

    private final ContainerNeed need;
    private final PlanLowering lowering;
    private final SchedulerRules rules;
    private final List<Verdict> reasons = new ArrayList<>();
    private long ever = Long.MAX_VALUE;
    private long now = Long.MAX_VALUE;

    Findings(ContainerNeed need, SchedulerRules rules, PlanLowering lowering) {
        this.need = need;
        this.lowering = lowering;
        this.rules = rules;
    }

    /**
     * Amounts that decide about one resource.
     *
     * @param resource YARN's name of it
     * @param asked what is compared, for people
     * @param available the most of it that is granted
     * @param beside what of that others hold
     * @param key the key that says so
     */
    record Limit(String resource, String asked, long available, long beside, String key) {}

    void add(Verdict reason) {
        reasons.add(reason);
    }

    void admit(String statement) {
        reasons.add(Verdict.of(Outcome.ADMIT, statement));
    }

    void never(String statement, String key, String cure) {
        reasons.add(Verdict.of(Outcome.NEVER, statement).curedBy(key, cure));
    }

    /** Adds a limit that suffices. */
    void admit(String statement, Limit limit) {
        reasons.add(Verdict.of(Outcome.ADMIT, statement).comparing(limit.asked, available(limit)));
        restrict(Outcome.WAIT, limit);
    }

    /** Adds a limit that stays in the way unless something is changed, and what to change. */
    void never(String statement, Limit limit, String otherwise) {
        String cure = lowering(limit)
                .map(found -> found.text() + ", or " + otherwise)
                .orElseGet(() -> capitalized(otherwise));
        String key = lowering(limit).map(found -> found.keys().get(0)).orElse(limit.key);
        reasons.add(Verdict.of(Outcome.NEVER, statement)
                .comparing(limit.asked, available(limit))
                .curedBy(key, cure));
        restrict(Outcome.NEVER, limit);
    }

    /** Adds a limit that is in the way now. */
    void waiting(String statement, Limit limit, String meanwhile) {
        String now = lowering(limit)
                .map(found -> " " + found.text() + " to start now.")
                .orElse("");
        reasons.add(Verdict.of(Outcome.WAIT, statement)
                .comparing(limit.asked, available(limit))
                .curedBy(lowering(limit).map(found -> found.keys().get(0)).orElse(limit.key), meanwhile + now));
        restrict(Outcome.WAIT, limit);
    }

    /** Keeps how much memory a limit leaves, without a reason of its own. */
    void restrict(Outcome outcome, Limit limit) {
        if (limit.resource.equals(SchedulerRules.MEMORY)) {
            long most = mostToAskFor(limit);
            now = Math.min(now, most);
            if (outcome == Outcome.NEVER) {
                ever = Math.min(ever, most);
            }
        }
    }

    private static String available(Limit limit) {
        return limit.beside == 0
                ? ResourceWords.amount(limit.resource, limit.available)
                : ResourceWords.amount(limit.resource, Math.max(0, limit.available - limit.beside)) + " of "
                        + ResourceWords.amount(limit.resource, limit.available);
    }

    private Optional<LoweringCure> lowering(Limit limit) {
        long most = mostToAskFor(limit);
        boolean isLower = most > 0 && most < need.amounts().getOrDefault(limit.resource, 0L);
        return isLower ? ResourceWords.lowering(need.plan(), lowering, limit.resource, most) : Optional.empty();
    }

    /** What is asked for is rounded up, so that less than the limit may have to be asked for. */
    private long mostToAskFor(Limit limit) {
        AllocationRule rule = rules.of(limit.resource);
        long left = Math.max(0, limit.available - limit.beside);
        if (left >= rule.roundingMaximum().amount()
                || limit.key.equals(rule.maximum().key())) {
            return Math.min(left, rule.maximum().amount());
        }
        long step = rule.step().amount();
        long multiple = step == 0 ? left : left / step * step;
        return multiple < rule.minimum().amount() ? 0 : multiple;
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Gives the answer that follows from all reasons, the worst of them first. */
    Admission admission(String statement) {
        List<Verdict> sorted = new ArrayList<>(reasons);
        sorted.sort(Comparator.comparing(Verdict::outcome).reversed());
        Verdict verdict = Verdict.allOf(statement, sorted);
        long room = verdict.outcome() == Outcome.NEVER ? ever : now;
        return new Admission(
                verdict, room == Long.MAX_VALUE ? Optional.empty() : Optional.of(MemorySize.ofMebibytes(room)));
    }
}
