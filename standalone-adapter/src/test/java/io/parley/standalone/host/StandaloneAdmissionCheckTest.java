package io.parley.standalone.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.verdict.Verdict.Outcome;
import org.junit.jupiter.api.Test;

class StandaloneAdmissionCheckTest {

    @Test
    void aHostThatDoesNotTellItsMemoryAdmitsAndSaysSo() {
        assertThat(StandaloneAdmissionCheck.untold().verdict().outcome()).isEqualTo(Outcome.ADMIT);
        assertThat(StandaloneAdmissionCheck.untold().verdict().explain())
                .contains("This host does not tell its memory as Linux does.");
        assertThat(StandaloneAdmissionCheck.untold().room()).isEmpty();
    }
}
