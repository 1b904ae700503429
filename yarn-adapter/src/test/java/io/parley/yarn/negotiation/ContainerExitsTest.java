package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.MemoryOverrun;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import java.util.Objects;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.junit.jupiter.api.Test;

class ContainerExitsTest {

    private static final MemorySize GRANTED = MemorySize.ofMebibytes(1024);

    private static ProcessExit read(int status, String diagnostics) {
        return ContainerExits.read(
                ContainerStatus.newInstance(
                        ContainerId.fromString("container_1700000000000_0001_01_000002"),
                        ContainerState.COMPLETE,
                        diagnostics,
                        status),
                GRANTED);
    }

    @Test
    void keepsTheStatusAndTheText() {
        ProcessExit exit = read(137, "  Container killed on request. Exit code is 137\n");

        assertThat(exit.reason()).isEqualTo(ExitReason.FAILED);
        assertThat(exit.status()).hasValue(137);
        assertThat(exit.diagnostics()).isEqualTo("Container killed on request. Exit code is 137");
        assertThat(exit.overrun()).isEmpty();
    }

    @Test
    void theStatusThatStandsForNoneIsNone() {
        assertThat(read(-1000, "").status()).isEmpty();
        assertThat(read(-1000, "").reason()).isEqualTo(ExitReason.UNKNOWN);
    }

    @Test
    void theLimitOfPhysicalMemoryIsWhatWasGranted() {
        ProcessExit exit = read(
                -104,
                "Container [pid=1,containerID=c] is running 4096B beyond the 'PHYSICAL' memory limit. Current usage:"
                        + " 1.0 GB of 1 GB physical memory used; 3.6 GB of 2.1 GB virtual memory used.\n"
                        + "Dump of the process-tree for c :\n\t|- 1 1 1 1 (java) 0 0 1 1 java -Dpassword=geheim\n");

        MemoryOverrun overrun = Objects.requireNonNull(exit.overrun().orElse(null));
        assertThat(overrun.limit()).isEqualTo(GRANTED);
        assertThat(overrun.used()).isEqualTo(GRANTED.plus(MemorySize.ofBytes(4096)));
        assertThat(exit.toString())
                .startsWith("MEMORY_EXCEEDED, exit status -104, used ")
                .contains("(1073745920 bytes) of physical memory, allowed were 1024 MiB")
                .doesNotContain("geheim");
    }
}
