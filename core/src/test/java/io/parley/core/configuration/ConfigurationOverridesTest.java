package io.parley.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationOverridesTest {

    @Test
    void splitsAtTheFirstEqualsSignAndKeepsTheValueAsItIs() {
        assertThat(ConfigurationOverrides.parse(List.of("a.b=1600m", " c = x=y ", "d="))
                        .values())
                .containsExactly(entry("a.b", "1600m"), entry("c", " x=y "), entry("d", ""));
    }

    @Test
    void takesTheLaterOfTwo() {
        assertThat(ConfigurationOverrides.parse(List.of("a=1", "a=2")).values()).containsExactly(entry("a", "2"));
    }

    @Test
    void winsOverAConfigurationAndKeepsItsEnvironmentVariables() {
        FlinkConfiguration file = FlinkConfiguration.builder()
                .set("a", "1")
                .set("b", "2")
                .environmentVariables(Map.of("FLINK_JM_HEAP", "1g"))
                .build();
        FlinkConfiguration both = ConfigurationOverrides.parse(List.of("a=3")).applyTo(file);
        assertThat(both.toMap()).containsOnly(entry("a", "3"), entry("b", "2"));
        assertThat(both.origin("a")).isEqualTo(Origin.COMMAND_LINE);
        assertThat(both.environmentVariable("FLINK_JM_HEAP")).contains("1g");
    }

    @Test
    void refusesATextWithoutEqualsSign() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOverrides.parse(List.of("a=1", "jobmanager.memory.process.size")))
                .withMessage("Cannot use -D jobmanager.memory.process.size: there is no = between a key and a"
                        + " value. Write -D key=value, for instance -D jobmanager.memory.process.size=1600m.");
    }

    @Test
    void refusesATextWithoutAKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOverrides.parse(List.of(" =hunter2")))
                .withMessageStartingWith("Cannot use -D =...: there is no key before the =.")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void showsNoText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationOverrides.parse(List.of("a=1", "s3.secret-key:hunter2")))
                .withMessageStartingWith(
                        "Cannot use -D number 2, whose text is not shown, for it may be a secret: there is no =")
                .withMessageNotContaining("hunter2");
        assertThat(ConfigurationOverrides.parse(List.of("s3.secret-key=hunter2")))
                .hasToString("ConfigurationOverrides[s3.secret-key]");
    }
}
