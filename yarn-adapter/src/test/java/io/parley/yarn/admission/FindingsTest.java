package io.parley.yarn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Admission;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.api.plan.PlanLowering;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.admission.Findings.Limit;
import io.parley.yarn.sizing.AllocationRule;
import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What follows from single findings: the answer, the cure with its key, and the room that is left. */
class FindingsTest {

    private static final String MAXIMUM = "maximum";

    private static AllocationRule rule(long minimum, long step, long maximum, long roundingMaximum) {
        return new AllocationRule(
                new Bound(minimum, "minimum"),
                new Bound(step, "step"),
                new Bound(maximum, MAXIMUM),
                new Bound(roundingMaximum, MAXIMUM));
    }

    /** Of a JobManager of 3000 MiB and 3 vcores. */
    private static Findings of(AllocationRule memory) {
        SchedulerRules rules = new SchedulerRules(
                SchedulerKind.FAIR,
                CalculatorKind.DOMINANT,
                Map.of(SchedulerRules.MEMORY, memory, SchedulerRules.VCORES, rule(1, 1, 8, 8)),
                Certainty.KNOWN);
        return new Findings(
                Clusters.with(Clusters.master(3000), SchedulerRules.VCORES, 3), rules, PlanLowering.BY_PLAN);
    }

    private static Findings usual() {
        return of(rule(512, 256, 8000, 8000));
    }

    private static Limit memory(long available, long beside, String key) {
        return new Limit(SchedulerRules.MEMORY, "3000 MiB", available, beside, key);
    }

    private static Limit vcores(long available) {
        return new Limit(SchedulerRules.VCORES, "3 vcores", available, 0, "some.key");
    }

    private static Verdict first(Findings findings) {
        return findings.admission("It.").verdict().reasons().get(0);
    }

    private static long room(Findings findings) {
        return findings.admission("It.").room().orElseThrow().mebibytesRoundedUp();
    }

    @Test
    void withoutALimitOfMemoryNoRoomIsKnown() {
        Findings findings = usual();
        findings.admit("Fine.", vcores(4));
        Admission admission = findings.admission("It.");
        assertThat(admission.room()).isEmpty();
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.ADMIT);
        assertThat(admission.verdict().statement()).isEqualTo("It.");
    }

    @Test
    void aLimitThatSufficesIsRoomToo() {
        Findings findings = usual();
        findings.admit("Fine.", memory(4096, 0, "some.key"));
        assertThat(findings.admission("It.").room()).contains(MemorySize.ofMebibytes(4096));
        assertThat(first(findings).explain()).isEqualTo("ADMIT  Fine. Asked 3000 MiB, available 4096 MiB.");
    }

    @Test
    void theWorstComesFirst() {
        Findings findings = usual();
        findings.admit("Fine.");
        findings.waiting("Later.", memory(2048, 0, "some.key"), "Wait.");
        findings.never("Not like this.", "other.key", "Change it.");
        findings.add(Verdict.of(Outcome.WAIT, "Later too."));
        assertThat(findings.admission("It.").verdict().reasons())
                .extracting(Verdict::statement)
                .containsExactly("Not like this.", "Later.", "Later too.", "Fine.");
        assertThat(findings.admission("It.").verdict().outcome()).isEqualTo(Outcome.NEVER);
    }

    @Test
    void whereItNeverStartsTheRoomIsWhatIsThereAtAll() {
        Findings findings = usual();
        findings.never("Too large.", memory(2560, 0, "some.key"), "raise it.");
        findings.waiting("In use.", memory(1024, 0, "some.key"), "Wait.");
        assertThat(room(findings)).isEqualTo(2560);
    }

    @Test
    void whereItWaitsTheRoomIsWhatIsThereNow() {
        Findings findings = usual();
        findings.waiting("In use.", memory(1024, 0, "some.key"), "Wait.");
        findings.waiting("In use too.", memory(2048, 0, "some.key"), "Wait.");
        findings.admit("Fine.", memory(4096, 0, "some.key"));
        assertThat(room(findings)).isEqualTo(1024);
    }

    @Test
    void theSmallestOfSeveralLimitsIsTheRoom() {
        Findings findings = usual();
        findings.never("Too large.", memory(2048, 0, "some.key"), "raise it.");
        findings.never("Too large.", memory(2560, 0, "some.key"), "raise it.");
        assertThat(room(findings)).isEqualTo(2048);
    }

    @Test
    void whatCanBeLoweredIsTheKeyAndElseTheLimitIs() {
        Findings lowered = usual();
        lowered.never("Too large.", memory(2560, 0, "some.key"), "raise it.");
        assertThat(first(lowered).key()).contains("jobmanager.memory.process.size");
        assertThat(first(lowered).cure()).contains("Lower jobmanager.memory.process.size to 2560m, or raise it.");
        Findings waiting = usual();
        waiting.waiting("In use.", memory(2560, 0, "some.key"), "Wait.");
        assertThat(first(waiting).key()).contains("jobmanager.memory.process.size");
        assertThat(first(waiting).cure()).contains("Wait. Lower jobmanager.memory.process.size to 2560m to start now.");
        Findings none = usual();
        none.never("Too large.", memory(100, 0, "some.key"), "raise it.");
        assertThat(first(none).key()).contains("some.key");
        assertThat(first(none).cure()).contains("Raise it.");
        Findings noneNow = usual();
        noneNow.waiting("In use.", memory(100, 0, "some.key"), "Wait.");
        assertThat(first(noneNow).key()).contains("some.key");
        assertThat(first(noneNow).cure()).contains("Wait.");
    }

    @Test
    void nothingIsLoweredToNothingOrToWhatIsAskedFor() {
        for (long available : new long[] {0, 3}) {
            Findings findings = usual();
            findings.never("Too many.", vcores(available), "raise it.");
            assertThat(first(findings).cure()).contains("Raise it.");
        }
        Findings findings = usual();
        findings.never("Too many.", vcores(2), "raise it.");
        assertThat(first(findings).cure()).contains("Lower yarn.appmaster.vcores to 2, or raise it.");
    }

    @Test
    void whatOthersHoldIsTakenOff() {
        Findings findings = usual();
        findings.waiting("In use.", memory(2048, 1000, "some.key"), "Wait.");
        assertThat(first(findings).explain())
                .startsWith("WAIT  In use. Asked 3000 MiB, available 1048 MiB of 2048 MiB.");
        assertThat(room(findings)).as("a multiple of the step").isEqualTo(1024);
        Findings more = of(rule(0, 256, 8000, 8000));
        more.waiting("In use.", memory(1000, 2048, "some.key"), "Wait.");
        assertThat(first(more).explain())
                .startsWith("WAIT  In use. Asked 3000 MiB, available 0 MiB of 1000 MiB. Wait.");
        assertThat(room(more)).isZero();
    }

    @Test
    void lessThanTheMinimumIsNoRoom() {
        Findings findings = of(rule(1024, 256, 8000, 8000));
        findings.never("Too large.", memory(900, 0, "some.key"), "raise it.");
        assertThat(room(findings)).isZero();
        Findings least = of(rule(1024, 256, 8000, 8000));
        least.never("Too large.", memory(1024, 0, "some.key"), "raise it.");
        assertThat(room(least)).isEqualTo(1024);
    }

    @Test
    void whereRoundingEndsTheLastPartOfAStepCounts() {
        Findings findings = of(rule(1024, 1024, 8000, 8000));
        findings.never("Too large.", memory(8000, 0, "some.key"), "raise it.");
        assertThat(room(findings)).isEqualTo(8000);
        Findings beyond = of(rule(1024, 1024, 8000, 8000));
        beyond.admit("Fine.", memory(16_384, 0, "some.key"));
        assertThat(room(beyond)).as("no more than a container may have").isEqualTo(8000);
        Findings below = of(rule(1024, 1024, 8000, 8000));
        below.never("Too large.", memory(7999, 0, "some.key"), "raise it.");
        assertThat(room(below)).isEqualTo(7168);
    }

    @Test
    void whatIsAskedForIsHeldAgainstTheMaximumAsItIs() {
        Findings findings = of(rule(1024, 1024, 2500, 8192));
        findings.never("Too large.", memory(2500, 0, MAXIMUM), "raise it.");
        assertThat(room(findings)).isEqualTo(2500);
        Findings used = of(rule(1024, 1024, 2500, 8192));
        used.waiting("In use.", memory(2500, 500, MAXIMUM), "Wait.");
        assertThat(room(used)).isEqualTo(2000);
    }

    @Test
    void withoutAStepEveryAmountIsGranted() {
        Findings findings = of(rule(512, 0, 8000, 8000));
        findings.never("Too large.", memory(2501, 0, "some.key"), "raise it.");
        assertThat(room(findings)).isEqualTo(2501);
    }
}
