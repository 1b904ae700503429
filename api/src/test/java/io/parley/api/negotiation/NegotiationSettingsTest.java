package io.parley.api.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NegotiationSettingsTest {

    @Test
    void flinksDefaultsApplyWhereNothingIsSet() {
        assertThat(NegotiationSettings.DEFAULT.backOff().first()).isEqualTo(Duration.ofSeconds(3));
        assertThat(NegotiationSettings.DEFAULT.failureRate().most()).isEqualTo(10);
        assertThat(NegotiationSettings.DEFAULT.failureRate().interval()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void flinksKeysSetTheFailureRateAndTheFirstWait() {
        NegotiationSettings settings = NegotiationSettings.of(FlinkConfiguration.of(Map.of(
                "resourcemanager.start-worker.max-failure-rate", "2.9",
                "resourcemanager.start-worker.retry-interval", "5 min")));

        assertThat(settings.failureRate().most()).isEqualTo(2);
        assertThat(settings.failureRate().key()).isEqualTo("resourcemanager.start-worker.max-failure-rate");
        assertThat(settings.backOff()).isEqualTo(new BackOff(Duration.ofMinutes(5), Duration.ofMinutes(5)));
    }

    @Test
    void aNegativeRateIsRefusedWithItsKey() {
        assertThatThrownBy(() -> NegotiationSettings.of(
                        FlinkConfiguration.of(Map.of("resourcemanager.start-worker.max-failure-rate", "-1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1.0")
                .hasMessageContaining("resourcemanager.start-worker.max-failure-rate");
    }

    @Test
    void rulesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new FailureRate(-1, Duration.ofSeconds(1), "k"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 in PT1S (k)");
        assertThatThrownBy(() -> new SpreadGroup("g", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("group g, not 0");
        assertThatThrownBy(() -> SpreadGroup.oneAHost(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Demand.of(
                        " ",
                        ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)))
                                .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not blank");
    }
}
