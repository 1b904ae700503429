package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real JobManager on the simulator of Mesos that {@code launch --environment mesos --embedded} brings up. */
@Timeout(180)
class EmbeddedMesosIT {

    private final RecordingOutput output = new RecordingOutput();

    private LaunchOutcome launch(Set<LaunchOption> options) throws InterruptedException {
        LaunchInput input = new LaunchInput(
                EnvironmentRegistry.discover().environment("mesos"),
                FlinkConfiguration.of(Map.of("jobmanager.memory.process.size", "1600m")),
                FlinkVersion.parse("2.3.0"),
                Optional.empty(),
                GrantPolicy.REPLAN,
                options);
        return new LaunchScenario(input, ExamplesDirectory.ofThisProcess(), output).run();
    }

    @Test
    void launchesAJobManagerAsPlannedAndLeavesNothing() throws InterruptedException {
        assertThat(launch(Set.of(LaunchOption.EMBEDDED))).isEqualTo(LaunchOutcome.AS_PLANNED);

        assertThat(output.shown())
                .anyMatch(line -> line.contains("simulator of Mesos, not Mesos itself"))
                .anyMatch(line -> line.contains("Flink 2.3.0 answers"))
                .anyMatch(line -> line.contains("nothing is left of it"));
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void showsWhatWouldBeStarted() throws InterruptedException {
        assertThat(launch(Set.of(LaunchOption.EMBEDDED, LaunchOption.DRY_RUN))).isEqualTo(LaunchOutcome.SHOWN);

        assertThat(output.shown()).anyMatch(line -> line.contains("the simulator that --embedded brings up"));
    }
}
