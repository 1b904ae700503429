package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import org.junit.jupiter.api.Test;

class LaunchStepsTest {

    private final RecordingOutput output = new RecordingOutput();
    private final LaunchSteps steps = new LaunchSteps(output);

    private void event(Phase phase, String message) {
        steps.onEvent(new LaunchEvent(phase, message));
    }

    @Test
    void eachPhaseIsAStepAndRunningEndsTheLast() {
        event(Phase.CONNECT, "connecting");
        event(Phase.WAIT, "waiting");
        event(Phase.WAIT, "accepted");
        event(Phase.RUNNING, "runs at x");
        assertThat(output.shown())
                .containsExactly("begin connecting", "end done", "begin waiting", "detail accepted", "end runs at x");
    }

    @Test
    void aStepThatIsASentenceGoesOnWithItsDotsOnly() {
        event(Phase.WAIT, "None of 1 offers fits.");
        assertThat(output.shown()).containsExactly("begin None of 1 offers fits");
    }

    @Test
    void whatIsSaidAgainIsSaidWithItsTime() {
        event(Phase.WAIT, "accepted");
        event(Phase.WAIT, "accepted");
        assertThat(output.shown()).containsExactly("begin accepted", "detail accepted after 0 s");
    }

    @Test
    void aLaunchThatIsGivenUpDoesNotLookDone() {
        event(Phase.WAIT, "waiting");
        event(Phase.STOP, "ending it");
        assertThat(output.shown()).containsExactly("begin waiting", "end given up", "begin ending it");
    }

    @Test
    void aPhaseThatHasEndedDoesNotBeginAgain() {
        event(Phase.STOP, "ending it");
        steps.endPhase("SUCCEEDED");
        event(Phase.STOP, "ended: COMPLETED");
        assertThat(output.shown()).containsExactly("begin ending it", "end SUCCEEDED");
    }
}
