package io.parley.yarn.negotiation;

import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import io.parley.yarn.exit.ContainerExit;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.yarn.api.records.ContainerExitStatus;
import org.apache.hadoop.yarn.api.records.ContainerStatus;

/** Reads how a container ended from what YARN says about it. Stateless. */
final class ContainerExits {

    private ContainerExits() {}

    /**
     * Reads an end.
     *
     * @param status what YARN says
     * @param granted the memory of the container
     */
    static ProcessExit read(ContainerStatus status, MemorySize granted) {
        String diagnostics =
                status.getDiagnostics() == null ? "" : status.getDiagnostics().strip();
        ContainerExit exit = new ContainerExit(status.getExitStatus(), diagnostics);
        return new ProcessExit(
                exit.reason(),
                exit.status() == ContainerExitStatus.INVALID ? OptionalInt.empty() : OptionalInt.of(exit.status()),
                exit.diagnostics().strip(),
                List.of(),
                exit.overrun(granted));
    }
}
