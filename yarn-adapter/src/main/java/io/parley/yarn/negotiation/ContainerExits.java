package io.parley.yarn.negotiation;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.MemoryOverrun;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ContainerExitStatus;
import org.apache.hadoop.yarn.api.records.ContainerStatus;

/** Reads how a container ended from what YARN says about it. Stateless. */
final class ContainerExits {

    /** What the ResourceManager says of a container whose node is lost. */
    private static final String LOST_NODE = "lost* node";

    /** What it says of a container in which nothing was started in time. */
    private static final String UNUSED = "unused";

    private static final Pattern BEYOND =
            Pattern.compile("running (\\d{1,18})B beyond the '(PHYSICAL|VIRTUAL)' memory limit");
    private static final Pattern VIRTUAL_LIMIT =
            Pattern.compile("of (\\d{1,9}(?:\\.\\d{1,9})?) ?([KMGTP]?)B virtual memory used");
    private static final String UNITS = "KMGTP";

    private ContainerExits() {}

    /**
     * Reads an end.
     *
     * @param status what YARN says
     * @param granted the memory of the container
     */
    static ProcessExit read(ContainerStatus status, MemorySize granted) {
        int code = status.getExitStatus();
        String diagnostics =
                status.getDiagnostics() == null ? "" : status.getDiagnostics().strip();
        return new ProcessExit(
                reason(code, diagnostics),
                code == ContainerExitStatus.INVALID ? OptionalInt.empty() : OptionalInt.of(code),
                diagnostics,
                List.of(),
                overrun(diagnostics, granted));
    }

    private static ExitReason reason(int code, String diagnostics) {
        return switch (code) {
            case ContainerExitStatus.SUCCESS -> ExitReason.COMPLETED;
            case ContainerExitStatus.INVALID -> ExitReason.UNKNOWN;
            case ContainerExitStatus.ABORTED -> aborted(diagnostics);
            case ContainerExitStatus.DISKS_FAILED -> ExitReason.HOST_LOST;
            case ContainerExitStatus.PREEMPTED, ContainerExitStatus.KILLED_BY_CONTAINER_SCHEDULER ->
                ExitReason.PREEMPTED;
            case ContainerExitStatus.KILLED_EXCEEDED_VMEM, ContainerExitStatus.KILLED_EXCEEDED_PMEM ->
                ExitReason.MEMORY_EXCEEDED;
            case ContainerExitStatus.KILLED_BY_APPMASTER,
                    ContainerExitStatus.KILLED_BY_RESOURCEMANAGER,
                    ContainerExitStatus.KILLED_AFTER_APP_COMPLETION -> ExitReason.KILLED;
            default -> ExitReason.FAILED;
        };
    }

    /** One status means three ends, which only the text tells apart. */
    private static ExitReason aborted(String diagnostics) {
        if (diagnostics.contains(LOST_NODE)) {
            return ExitReason.HOST_LOST;
        }
        return diagnostics.contains(UNUSED) ? ExitReason.NOT_STARTED : ExitReason.KILLED;
    }

    private static Optional<MemoryOverrun> overrun(String diagnostics, MemorySize granted) {
        Matcher beyond = BEYOND.matcher(diagnostics);
        if (!beyond.find()) {
            return Optional.empty();
        }
        MemoryOverrun.Kind kind = MemoryOverrun.Kind.valueOf(beyond.group(2));
        Optional<MemorySize> limit = switch (kind) {
            case PHYSICAL -> Optional.of(granted);
            case VIRTUAL -> virtualLimit(diagnostics);
        };
        long excess = Long.parseLong(beyond.group(1));
        return limit.map(
                found -> new MemoryOverrun(kind, MemorySize.ofBytes(Math.addExact(found.bytes(), excess)), found));
    }

    /** The node's own ratio is not told, only its product with one decimal. */
    private static Optional<MemorySize> virtualLimit(String diagnostics) {
        Matcher limit = VIRTUAL_LIMIT.matcher(diagnostics);
        if (!limit.find()) {
            return Optional.empty();
        }
        int shift = limit.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(limit.group(2)) + 1);
        return Optional.of(MemorySize.ofBytes(new java.math.BigDecimal(limit.group(1))
                .multiply(java.math.BigDecimal.valueOf(1L << shift))
                .longValue()));
    }
}
