package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is refused before anything is told to YARN; there is none here. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class YarnNegotiatorTest {

    private final Configuration hadoop = new YarnConfiguration();

    @Test
    @SuppressWarnings("NullAway")
    void aNegotiatorHasAListener() {
        assertThatThrownBy(() -> YarnNegotiator.open(hadoop, YarnNegotiatorOptions.DEFAULT, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("listener");
    }

    @Test
    void limitsThatAreNotYarnsAreRefusedBeforeTheRegistration() {
        EnvironmentLimits limits =
                new EnvironmentLimits(Map.of(), Map.of("scheduler", "another one"), Certainty.ASSUMED);

        assertThatThrownBy(() ->
                        YarnNegotiator.open(hadoop, YarnNegotiatorOptions.DEFAULT.withLimits(limits), new Events()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another one");
    }
}
