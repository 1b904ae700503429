package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.MemoryOverrun;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class YarnExitsTest {

    private static final MemorySize GIBIBYTE = MemorySize.ofMebibytes(1024);
    private static final String MEMORY = """
            Application application_1_0001 failed 1 times due to AM Container for appattempt_1_0001_000001 exited with  \
            exitCode: -104
            Failing this attempt.Diagnostics: [2026-11-28 08:00:00.123]Container [pid=1,containerID=c] is running \
            104861696B beyond the 'PHYSICAL' memory limit. Current usage: 1.1 GB of 1.2 GB physical memory used; 3.6 GB \
            of 2.1 GB virtual memory used. Killing container.
            Dump of the process-tree for c :
            \t|- PID PPID PGRPID SESSID CMD_NAME USER_MODE_TIME(MILLIS) FULL_CMD_LINE
            \t|- 2 1 1 1 (java) 0 0 1 1 java -Djavax.net.ssl.keyStorePassword=geheim Main

            [2026-11-28 08:00:00.123]Container killed on request. Exit code is 143
            | last words
            """;

    @Test
    void aMasterKilledForItsMemoryTellsWhatItUsedOfItsGrant() {
        ProcessExit exit = YarnExits.read(
                YarnApplicationState.FAILED, FinalApplicationStatus.FAILED, MEMORY, Optional.of(GIBIBYTE));

        assertThat(exit.reason()).isEqualTo(ExitReason.MEMORY_EXCEEDED);
        assertThat(exit.status()).hasValue(-104);
        assertThat(exit.overrun())
                .hasValue(new MemoryOverrun(
                        MemoryOverrun.Kind.PHYSICAL, GIBIBYTE.plus(MemorySize.ofBytes(104861696)), GIBIBYTE));
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "KILLED", "UNDEFINED"})
    void noEndShowsTheCommandLinesOfTheProcesses(FinalApplicationStatus status) {
        for (String diagnostics : List.of(MEMORY, MEMORY.replace("exitCode: -104", "no status"))) {
            ProcessExit exit = YarnExits.read(YarnApplicationState.FAILED, status, diagnostics);

            assertThat(exit.toString())
                    .contains("Killing container.", "Container killed on request. Exit code is 143", "last words")
                    .doesNotContain("geheim");
        }
    }

    @Test
    void withoutTheGrantTheTextTellsTheLimit() {
        ProcessExit exit = YarnExits.read(YarnApplicationState.FAILED, FinalApplicationStatus.FAILED, MEMORY);

        // 1.2 * 2^30, rounded down
        assertThat(exit.overrun()).map(MemoryOverrun::limit).hasValue(MemorySize.ofBytes(1288490188));
    }

    @Test
    void aMasterEndedByItsUserHasNoOverrun() {
        ProcessExit exit = YarnExits.read(
                YarnApplicationState.KILLED, FinalApplicationStatus.KILLED, MEMORY, Optional.of(GIBIBYTE));

        assertThat(exit.reason()).isEqualTo(ExitReason.KILLED);
        assertThat(exit.overrun()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "exited with  exitCode: 0, FAILED",
        "exited with  exitCode: -101 Diagnostics: Most of the disks failed., HOST_LOST",
        "exited with  exitCode: -100 Diagnostics: Container expired since it was unused, NOT_STARTED"
    })
    void anEndOfTheMastersContainerHasATypedReason(String diagnostics, ExitReason reason) {
        assertThat(YarnExits.read(YarnApplicationState.FAILED, FinalApplicationStatus.FAILED, diagnostics)
                        .reason())
                .isEqualTo(reason);
    }
}
