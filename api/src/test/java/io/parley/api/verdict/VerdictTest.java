package io.parley.api.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.verdict.Verdict.Comparison;
import io.parley.api.verdict.Verdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Verdict TOO_LARGE = Verdict.of(Outcome.NEVER, "The container exceeds the maximum.")
            .comparing("9216 MiB", "8192 MiB")
            .curedBy("yarn.scheduler.maximum-allocation-mb", "Raise it.");
    private static final Verdict BUSY = Verdict.of(Outcome.WAIT, "The queue is full.");
    private static final Verdict FITS = Verdict.of(Outcome.ADMIT, "The cores fit.");

    @Test
    void carriesAmountsKeyAndCure() {
        assertThat(TOO_LARGE.comparison()).contains(new Comparison("9216 MiB", "8192 MiB"));
        assertThat(TOO_LARGE.key()).contains("yarn.scheduler.maximum-allocation-mb");
        assertThat(TOO_LARGE.cure()).contains("Raise it.");
        assertThat(FITS.comparison()).isEmpty();
        assertThat(FITS.key()).isEmpty();
        assertThat(FITS.cure()).isEmpty();
    }

    @Test
    void isAsBadAsTheWorstOfItsReasons() {
        assertThat(Verdict.allOf("All.", List.of(FITS, TOO_LARGE, BUSY)).outcome())
                .isEqualTo(Outcome.NEVER);
        assertThat(Verdict.allOf("All.", List.of(BUSY, FITS)).outcome()).isEqualTo(Outcome.WAIT);
        assertThat(Verdict.allOf("All.", List.of(FITS)).outcome()).isEqualTo(Outcome.ADMIT);
        assertThat(Verdict.allOf("All.", List.of()).outcome()).isEqualTo(Outcome.ADMIT);
    }

    @Test
    void explainsOneAnswerInOneLine() {
        assertThat(FITS.explain()).isEqualTo("ADMIT  The cores fit.");
        assertThat(TOO_LARGE.explain())
                .isEqualTo(
                        "NEVER  The container exceeds the maximum." + " Asked 9216 MiB, available 8192 MiB. Raise it.");
    }

    @Test
    void explainsReasonsIndentedBelowWhatFollowsFromThem() {
        Verdict node = Verdict.allOf("The node cannot hold it.", List.of(FITS, TOO_LARGE));
        assertThat(Verdict.allOf("It never starts there.", List.of(node, BUSY))).hasToString("""
                        NEVER  It never starts there.
                          NEVER  The node cannot hold it.
                            ADMIT  The cores fit.
                            NEVER  The container exceeds the maximum. Asked 9216 MiB, available 8192 MiB. Raise it.
                          WAIT  The queue is full.""");
    }

    @Test
    void keepsItsReasonsUnmodifiable() {
        assertThat(Verdict.allOf("All.", List.of(BUSY)).reasons())
                .containsExactly(BUSY)
                .isUnmodifiable();
    }
}
