package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaunchFailuresTest {

    private static final URI REST = URI.create("http://a1:31001/");
    private static final ProcessExit EXIT =
            new ProcessExit(ExitReason.FAILED, OptionalInt.of(1), "Command exited with status 1.", List.of());

    private final LaunchFailures failures = new LaunchFailures("JobManager", Duration.ofSeconds(60));

    @Test
    void portThatAnotherProcessHoldsIsToldWithTheCureWhereTheTaskDied() {
        assertThat(failures.died(EXIT, REST, RestEndpoint.Answer.ANOTHERS))
                .hasMessageStartingWith("Cannot launch the JobManager on Mesos: its task ended at its start, and what"
                        + " answers at http://a1:31001/ is another process, which holds the port. End that one, or keep"
                        + " its port out of those that the agent offers. It ended:")
                .hasMessageContaining("Command exited with status 1.");
    }

    @ParameterizedTest
    @EnumSource(names = {"NOBODY", "OURS"})
    void deathForAnotherReasonPointsAtWhatTheTaskNeeds(RestEndpoint.Answer answer) {
        assertThat(failures.died(EXIT, REST, answer))
                .hasMessageContainingAll(
                        "its task ended at its start. Check",
                        "parley.mesos.flink-home",
                        "env.java.home",
                        "mesos.resourcemanager.tasks.uris",
                        "Command exited with status 1.");
        assertThat(failures.died(EXIT))
                .hasMessage(failures.died(EXIT, REST, answer).getMessage());
    }
}
