package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.size.MemorySize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchRequestTest {

    private static final FlinkDistribution FLINK =
            new FlinkDistribution(FlinkVersion.parse("2.3.0"), List.of(Path.of("flink-dist.jar")));

    private static LaunchRequest.Builder builder() {
        return LaunchRequest.of(
                ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)))
                        .build(),
                FlinkConfiguration.of(Map.of("rest.port", "0", "s3.secret-key", "hunter2")),
                FLINK);
    }

    @Test
    void runsFlinksOwnEntryPointForTwoMinutesAtMostUnlessTold() {
        LaunchRequest request = builder().build();
        assertThat(request.entryPoint()).isEmpty();
        assertThat(request.fitter()).isSameAs(PlanFitter.UNCHANGED);
        assertThat(request.startTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(request.files()).isEmpty();
        assertThat(request.environmentVariables()).isEmpty();
    }

    @Test
    void collectsWhatItIsTold() {
        PlanFitter fitter = (plan, grant) -> new PlanFit(plan, MemorySize.ZERO);
        EntryPoint main = new EntryPoint("org.example.Main", List.of("a b"));
        LaunchRequest request = builder()
                .fitter(fitter)
                .entryPoint(main)
                .environmentVariable("B", "2")
                .environmentVariable("A", "1")
                .file(Path.of("x.txt"))
                .startTimeout(Duration.ofSeconds(1))
                .build();
        assertThat(request.fitter()).isSameAs(fitter);
        assertThat(request.entryPoint()).contains(main);
        assertThat(request.environmentVariables().keySet()).containsExactly("B", "A");
        assertThat(request.environmentVariables()).isUnmodifiable();
        assertThat(request.files()).containsExactly(Path.of("x.txt")).isUnmodifiable();
        assertThat(request.startTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void showsNeitherSecretsNorValuesOfVariablesNorArguments() {
        LaunchRequest request = builder()
                .environmentVariable("AWS_KEY", "hunter2")
                .entryPoint(new EntryPoint("org.example.Main", List.of("hunter2")))
                .file(Path.of("x.txt"))
                .build();
        assertThat(request)
                .hasToString("LaunchRequest{JobManager of 1600 MiB (1677721600 bytes), Flink 2.3.0,"
                        + " FlinkConfiguration{rest.port=0, s3.secret-key=******}, entry point org.example.Main,"
                        + " variables [AWS_KEY], files [x.txt]}");
        assertThat(builder().build().toString()).contains("entry point Flink's own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void refusesToWaitForNoTime(String timeout) {
        LaunchRequest.Builder builder = builder().startTimeout(Duration.parse(timeout));
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("The time to wait for a start must be above zero, not " + timeout + ".");
    }

    @Test
    void aDistributionNeedsAJar() {
        assertThat(FLINK.jars()).isUnmodifiable();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlinkDistribution(FlinkVersion.parse("1.11.6"), List.of()))
                .withMessage("A Flink distribution needs at least one jar (Flink 1.11.6).");
    }
}
