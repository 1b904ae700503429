package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProcessExitTest {

    private static final ProcessExit DIED = new ProcessExit(
            ExitReason.MEMORY_EXCEEDED, OptionalInt.of(137), "  Killed by the container runtime.\n", List.of("a", "b"));

    @Test
    void showsReasonStatusDiagnosticsAndLastLines() {
        assertThat(DIED).hasToString("""
                        MEMORY_EXCEEDED, exit status 137. Killed by the container runtime.
                        Last lines of its log:
                          a
                          b""");
    }

    @Test
    void showsOnlyWhatIsKnown() {
        assertThat(new ProcessExit(ExitReason.UNKNOWN, OptionalInt.empty(), " ", List.of()))
                .hasToString("UNKNOWN");
        assertThat(new ProcessExit(ExitReason.COMPLETED, OptionalInt.of(0), "", List.of()))
                .hasToString("COMPLETED, exit status 0");
    }

    @Test
    void isPartOfTheMessageOfAFailedLaunch() {
        LaunchFailedException exception = new LaunchFailedException("Cannot start the JobManager.", DIED);
        assertThat(exception.exit()).contains(DIED);
        assertThat(exception).hasNoCause().hasMessage("Cannot start the JobManager. " + DIED);
    }

    @Test
    void isAbsentWhereNothingStarted() {
        IllegalStateException cause = new IllegalStateException("no answer");
        LaunchFailedException exception = new LaunchFailedException("Cannot reach it.", cause);
        assertThat(exception.exit()).isEmpty();
        assertThat(exception).hasMessage("Cannot reach it.").hasCause(cause);
    }

    @Test
    void keepsItsLinesUnmodifiable() {
        assertThat(DIED.lastLogLines()).isUnmodifiable();
    }

    @Test
    void aListenerMayIgnoreEverything() {
        LaunchListener.NONE.onEvent(new LaunchEvent(LaunchEvent.Phase.CONNECT, "Connecting."));
        assertThat(LaunchEvent.Phase.values())
                .containsExactly(
                        LaunchEvent.Phase.CONNECT,
                        LaunchEvent.Phase.STAGE,
                        LaunchEvent.Phase.SUBMIT,
                        LaunchEvent.Phase.WAIT,
                        LaunchEvent.Phase.RUNNING,
                        LaunchEvent.Phase.STOP);
    }
}
