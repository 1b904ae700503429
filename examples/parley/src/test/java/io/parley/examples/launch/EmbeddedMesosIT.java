package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real JobManager on the simulator of Mesos that {@code launch --environment mesos --embedded} brings up, and in its
 * place on a live master where one is named.
 */
@Timeout(180)
class EmbeddedMesosIT {

    private final RecordingOutput output = new RecordingOutput();

    private LaunchOutcome launch(Set<LaunchOption> options, Map<String, String> further) throws InterruptedException {
        Map<String, String> keys = new HashMap<>(further);
        keys.put("jobmanager.memory.process.size", "1600m");
        LaunchInput input = new LaunchInput(
                EnvironmentRegistry.discover().environment("mesos"),
                FlinkConfiguration.of(keys),
                FlinkVersion.parse("2.3.0"),
                Optional.empty(),
                GrantPolicy.REPLAN,
                options);
        return new LaunchScenario(input, ExamplesDirectory.ofThisProcess(), output).run();
    }

    @Test
    void launchesAJobManagerAsPlannedAndLeavesNothing() throws InterruptedException {
        assertThat(launch(Set.of(LaunchOption.EMBEDDED), Map.of())).isEqualTo(LaunchOutcome.AS_PLANNED);

        assertThat(output.shown())
                .anyMatch(line -> line.contains("simulator of Mesos, not Mesos itself"))
                .anyMatch(line -> line.contains("Flink 2.3.0 answers"))
                .anyMatch(line -> line.contains("nothing is left of it"));
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void launchesAJobManagerAsPlannedOnALiveMaster() throws InterruptedException {
        String mark = "-Dparley.it=" + UUID.randomUUID();
        try (MesosUnderTest live = MesosUnderTest.open(MesosUnderTest.Kind.LIVE)) {
            assertThat(launch(
                            Set.of(),
                            Map.of(
                                    "mesos.master", live.address().toString(),
                                    "env.java.home", System.getProperty("java.home"),
                                    "env.java.opts.all", mark)))
                    .isEqualTo(LaunchOutcome.AS_PLANNED);
        }
        assertThat(output.shown()).anyMatch(line -> line.contains("Flink 2.3.0 answers"));
        assertThat(MesosUnderTest.remaining(mark)).isEmpty();
    }

    @Test
    void showsWhatWouldBeStarted() throws InterruptedException {
        assertThat(launch(Set.of(LaunchOption.EMBEDDED, LaunchOption.DRY_RUN), Map.of()))
                .isEqualTo(LaunchOutcome.SHOWN);

        assertThat(output.shown())
                .anyMatch(line -> line.equals("line masters: http://simulator-that-embedded-brings-up:5050"));
    }
}
