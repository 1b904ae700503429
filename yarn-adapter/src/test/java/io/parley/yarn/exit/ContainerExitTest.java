package io.parley.yarn.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.MemoryOverrun;
import io.parley.api.size.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerExitTest {

    private static final MemorySize GIBIBYTE = MemorySize.ofMebibytes(1024);

    /** As Hadoop 3 tells it; the last column is the command line of a process. */
    private static final String HADOOP_3 = """
            [2026-11-28 08:00:00.123]Container [pid=4711,containerID=container_1_0001_01_000002] is running %dB beyond \
            the '%s' memory limit. Current usage: 1.1 GB of 1 GB physical memory used; 3.6 GB of 2.1 GB virtual memory \
            used. Killing container.
            Dump of the process-tree for container_1_0001_01_000002 :
            \t|- PID PPID PGRPID SESSID CMD_NAME USER_MODE_TIME(MILLIS) SYSTEM_TIME(MILLIS) VMEM_USAGE(BYTES) \
            RSSMEM_USAGE(PAGES) FULL_CMD_LINE
            \t|- 4711 4700 4711 4711 (bash) 0 0 3801088 848 /bin/bash -c exec java \
            -Djavax.net.ssl.keyStorePassword=geheim Main
            \t|- 4712 4711 4711 4711 (java) 90 9 3801088 848 java -Djavax.net.ssl.keyStorePassword=geheim Main

            [2026-11-28 08:00:00.456]Container killed on request. Exit code is 143
            [2026-11-28 08:00:00.789]Container exited with a non-zero exit code 143.
            """;

    /** As Hadoop 2 tells it. */
    private static final String HADOOP_2 =
            "Container [pid=4711,containerID=container_1_0001_01_000002] is running beyond %s memory limits. Current"
                    + " usage: %s physical memory used; %s virtual memory used. Killing container.";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, '', COMPLETED",
                "1, Exception from container-launch., FAILED",
                "137, 'Container killed on request. Exit code is 137', FAILED",
                "-1000, '', UNKNOWN",
                "-100, Container released on a *lost* node, HOST_LOST",
                "-100, Container released by application, KILLED",
                "-100, Container expired since it was unused, NOT_STARTED",
                "-100, Container of a completed application, KILLED",
                "-101, Most of the disks failed., HOST_LOST",
                "-102, Container preempted by scheduler, PREEMPTED",
                "-103, '', MEMORY_EXCEEDED",
                "-104, '', MEMORY_EXCEEDED",
                "-105, Container killed by the ApplicationMaster., KILLED",
                "-106, Container killed by the ResourceManager., KILLED",
                "-107, Container killed on application-finish event, KILLED",
                "-108, Container De-queued to meet NM queuing limits., PREEMPTED",
                "-109, is using 100 B of logs, FAILED"
            })
    void everyStatusHasATypedReason(int status, String diagnostics, ExitReason reason) {
        assertThat(new ContainerExit(status, diagnostics).reason()).isEqualTo(reason);
    }

    @Test
    void physicalMemoryIsToldToTheByteWhereTheGrantIsKnown() {
        ContainerExit exit = new ContainerExit(-104, HADOOP_3.formatted(104861696, "PHYSICAL"));

        assertThat(exit.overrun(GIBIBYTE))
                .hasValue(new MemoryOverrun(
                        MemoryOverrun.Kind.PHYSICAL, GIBIBYTE.plus(MemorySize.ofBytes(104861696)), GIBIBYTE));
    }

    @Test
    void theLimitComesFromTheTextWhereTheGrantIsUnknown() {
        ContainerExit exit = new ContainerExit(-104, HADOOP_3.formatted(4096, "PHYSICAL"));

        assertThat(exit.overrun())
                .hasValue(new MemoryOverrun(MemoryOverrun.Kind.PHYSICAL, MemorySize.ofBytes(1073745920), GIBIBYTE));
    }

    @Test
    void theCommandLinesOfProcessesAreTakenOut() {
        assertThat(new ContainerExit(-104, HADOOP_3.formatted(4096, "PHYSICAL")).diagnostics())
                .isEqualTo("""
                        [2026-11-28 08:00:00.123]Container [pid=4711,containerID=container_1_0001_01_000002] is running \
                        4096B beyond the 'PHYSICAL' memory limit. Current usage: 1.1 GB of 1 GB physical memory used; \
                        3.6 GB of 2.1 GB virtual memory used. Killing container.
                        [2026-11-28 08:00:00.456]Container killed on request. Exit code is 143
                        [2026-11-28 08:00:00.789]Container exited with a non-zero exit code 143.""");
    }

    @ParameterizedTest
    @ValueSource(ints = {-104, 143})
    void aTextWhoseBeginningWasCutOffShowsNoCommandLineWhereverTheCutIs(int status) {
        String told = HADOOP_3.formatted(4096, "PHYSICAL");
        // From the last secret on, nothing tells where the text comes from but the status.
        int last = status == -104 ? told.length() : told.lastIndexOf("\t|- ");
        for (int cut = 0; cut < last; cut++) {
            String rest = told.substring(cut);
            assertThat(new ContainerExit(status, rest).diagnostics())
                    .as("cut at %d", cut)
                    .doesNotContain("geheim");
            assertThat(new ContainerExit(status, "Failing this attempt.Diagnostics: " + rest).diagnostics())
                    .as("quoted, cut at %d", cut)
                    .startsWith("Failing this attempt.Diagnostics: ")
                    .doesNotContain("geheim");
        }
        assertThat(told).contains("geheim");
    }

    @Test
    void whatHasNoListOfProcessesIsKeptAsItIs() {
        String text = "Exception from container-launch.\n  Container id: c\n\nShell error output: | a - b\n";

        assertThat(new ContainerExit(1, text).diagnostics()).isEqualTo(text.stripTrailing());
    }

    @Test
    void virtualMemoryHasALimitOfItsOwn() {
        ContainerExit exit = new ContainerExit(-103, HADOOP_3.formatted(1610612736, "VIRTUAL"));

        // 2.1 * 2^30, rounded down
        MemorySize limit = MemorySize.ofBytes(2254857830L);
        assertThat(exit.overrun(GIBIBYTE))
                .hasValue(new MemoryOverrun(
                        MemoryOverrun.Kind.VIRTUAL, limit.plus(MemorySize.ofBytes(1610612736)), limit));
    }

    @Test
    void hadoop2TellsRoundedAmounts() {
        ContainerExit physical =
                new ContainerExit(-104, HADOOP_2.formatted("physical", "1.1 GB of 1 GB", "2.2 GB of 2.1 GB"));
        ContainerExit virtual =
                new ContainerExit(-103, HADOOP_2.formatted("virtual", "99.5 MB of 1 GB", "2.5 GB of 2.1 GB"));

        assertThat(physical.overrun(GIBIBYTE))
                .hasValue(new MemoryOverrun(MemoryOverrun.Kind.PHYSICAL, MemorySize.ofBytes(1181116006), GIBIBYTE));
        assertThat(virtual.overrun(GIBIBYTE))
                .hasValue(new MemoryOverrun(
                        MemoryOverrun.Kind.VIRTUAL, MemorySize.ofBytes(2684354560L), MemorySize.ofBytes(2254857830L)));
    }

    @Test
    void aRoundedAmountIsNeverBelowTheLimit() {
        MemorySize granted = MemorySize.ofMebibytes(1270);
        ContainerExit exit =
                new ContainerExit(-104, HADOOP_2.formatted("physical", "1.2 GB of 1.2 GB", "2.2 GB of 2.6 GB"));

        assertThat(exit.overrun(granted)).hasValue(new MemoryOverrun(MemoryOverrun.Kind.PHYSICAL, granted, granted));
    }

    @Test
    void allUnitsOfHadoopAreKnown() {
        String text =
                "Container [pid=1,containerID=c] is running 1B beyond the 'VIRTUAL' memory limit. Current usage: 512 B of 1 KB physical memory"
                        + " used; 16.5 TB of 1.5 TB virtual memory used";

        assertThat(new ContainerExit(-103, text).overrun())
                .map(MemoryOverrun::limit)
                .hasValue(MemorySize.ofMebibytes(1536 * 1024));
    }

    @Test
    void amountsBeyondAllMeasureAreCutInsteadOfCostingTheWholeExit() {
        String text =
                "Container [pid=1,containerID=c] is running 999999999999999999B beyond the 'VIRTUAL' memory limit. Current usage: 1 GB of 1 GB"
                        + " physical memory used; 999 EB of 998 EB virtual memory used";

        assertThat(new ContainerExit(-103, text).overrun())
                .hasValue(new MemoryOverrun(MemoryOverrun.Kind.VIRTUAL, MemorySize.MAX, MemorySize.MAX));
    }

    @Test
    void whatDidNotEndForItsMemoryHasNoOverrun() {
        assertThat(new ContainerExit(1, HADOOP_3.formatted(4096, "PHYSICAL")).overrun(GIBIBYTE))
                .isEmpty();
        assertThat(new ContainerExit(-104, "killed").overrun(GIBIBYTE)).isEmpty();
        assertThat(new ContainerExit(-103, "is running 1B beyond the 'VIRTUAL' memory limit").overrun(GIBIBYTE))
                .isEmpty();
    }
}
