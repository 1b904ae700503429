package io.parley.api.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.verdict.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResourceTranslationExceptionTest {

    private static final Verdict TOO_LARGE =
            Verdict.of(Verdict.Outcome.NEVER, "the maximum allocation is 8192 MiB (maximum-mb).");

    @Test
    void saysTheIntentTheReasonAndTheCure() {
        Verdict cured = TOO_LARGE.curedBy("maximum-mb", "Lower process.size or raise the maximum.");
        ResourceTranslationException exception = new ResourceTranslationException("Cannot fit 9216 MiB", cured);
        assertThat(exception)
                .hasMessage("Cannot fit 9216 MiB: the maximum allocation is 8192 MiB (maximum-mb)."
                        + " Lower process.size or raise the maximum.")
                .hasNoCause();
        assertThat(exception.verdict()).isEqualTo(cured);
    }

    @Test
    void saysNoMoreWithoutACure() {
        IllegalStateException cause = new IllegalStateException("told so");
        assertThat(new ResourceTranslationException("Cannot fit", TOO_LARGE, cause))
                .hasMessage("Cannot fit: the maximum allocation is 8192 MiB (maximum-mb).")
                .hasCause(cause);
    }

    @Test
    void namesWhatAnEnvironmentHasNoWordsFor() {
        ResourceTranslationException exception =
                ResourceTranslationException.inexpressible("yarn", "2 ports", "Use port ranges.");
        assertThat(exception)
                .hasMessage("Cannot ask yarn for 2 ports: the environment cannot express it. Use port ranges.");
        assertThat(exception.verdict().outcome()).isEqualTo(Verdict.Outcome.NEVER);
    }

    @Test
    void featuresHaveTheNamesThatRefusalsUse() {
        assertThat(Arrays.stream(ResourceFeature.values()).map(ResourceFeature::toString))
                .containsExactly("cpus", "disk", "gpus", "named resources", "ports", "placement");
    }
}
