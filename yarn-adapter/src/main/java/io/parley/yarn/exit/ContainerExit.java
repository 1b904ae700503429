package io.parley.yarn.exit;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.MemoryOverrun;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ContainerExitStatus;

/**
 * What YARN says about a container that ended. Immutable.
 *
 * @param status the exit status: the process's own, or below zero one of YARN's
 * @param diagnostics YARN's text, which may hold more than that; may be empty; the command lines of processes, in which
 *     secrets may be, are taken out of it
 */
public record ContainerExit(int status, String diagnostics) {

    /** What the ResourceManager says of a container whose node is lost. */
    private static final String LOST_NODE = "*lost* node";

    /** What it says of a container in which nothing was started in time. */
    private static final String UNUSED = "expired since it was unused";

    /** Hadoop 3 tells the excess in bytes, Hadoop 2 does not. */
    private static final Pattern BEYOND =
            Pattern.compile("running (?:(?<excess>\\d{1,18})B beyond the '(?<kind>PHYSICAL"
                    + "|VIRTUAL)' memory limit|beyond (?<oldKind>physical|virtual) memory limits)");

    private static final Pattern USAGE = Pattern.compile(
            "(?<used>\\d{1,9}(?:\\.\\d{1,9})?) ?(?<usedUnit>[KMGTPE]?)B of (?<limit>\\d{1,9}(?:\\.\\d{1,9})?)"
                    + " ?(?<limitUnit>[KMGTPE]?)B (?<kind>physical|virtual) memory used");
    private static final String UNITS = "KMGTPE";
    private static final int BITS_OF_A_UNIT = 10;

    /** Takes the command lines of processes out of the text. */
    public ContainerExit {
        diagnostics = ProcessDump.cutFrom(
                diagnostics,
                status == ContainerExitStatus.KILLED_EXCEEDED_PMEM
                        || status == ContainerExitStatus.KILLED_EXCEEDED_VMEM);
    }

    /**
     * Gives the reason.
     *
     * @return what the status means, where one status has several meanings together with the text
     */
    public ExitReason reason() {
        return switch (status) {
            case ContainerExitStatus.SUCCESS -> ExitReason.COMPLETED;
            case ContainerExitStatus.INVALID -> ExitReason.UNKNOWN;
            case ContainerExitStatus.ABORTED -> aborted();
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

    private ExitReason aborted() {
        if (diagnostics.contains(LOST_NODE)) {
            return ExitReason.HOST_LOST;
        }
        return diagnostics.contains(UNUSED) ? ExitReason.NOT_STARTED : ExitReason.KILLED;
    }

    /**
     * Gives what was used and what was allowed, as the text tells it: amounts rounded to a tenth of their unit.
     *
     * @return the overrun; empty if YARN did not end the container for its memory, or does not say so
     */
    public Optional<MemoryOverrun> overrun() {
        return overrun(Optional.empty());
    }

    /**
     * Gives what was used and what was allowed.
     *
     * @param granted the memory of the container, the exact limit of physical memory
     * @return the overrun, exact for physical memory from Hadoop 3 on, else rounded to a tenth of the unit in the text;
     *     empty if YARN did not end the container for its memory, or does not say so
     */
    public Optional<MemoryOverrun> overrun(MemorySize granted) {
        return overrun(Optional.of(granted));
    }

    private Optional<MemoryOverrun> overrun(Optional<MemorySize> granted) {
        Matcher beyond = BEYOND.matcher(diagnostics);
        if (reason() != ExitReason.MEMORY_EXCEEDED || !beyond.find()) {
            return Optional.empty();
        }
        String excess = beyond.group("excess");
        MemoryOverrun.Kind kind = "VIRTUAL".equals(beyond.group("kind")) || "virtual".equals(beyond.group("oldKind"))
                ? MemoryOverrun.Kind.VIRTUAL
                : MemoryOverrun.Kind.PHYSICAL;
        Optional<Usage> usage = usage(kind, beyond.end());
        Optional<MemorySize> told = usage.map(Usage::limit);
        Optional<MemorySize> limit = switch (kind) {
            case PHYSICAL -> granted.or(() -> told);
            // The node's own ratio is not told, only its product.
            case VIRTUAL -> told;
        };
        if (limit.isEmpty()) {
            return Optional.empty();
        }
        if (excess != null) {
            return Optional.of(new MemoryOverrun(kind, more(limit.get(), Long.parseLong(excess)), limit.get()));
        }
        // Rounded down it may look like less than the limit, which it cannot have been.
        return usage.map(found -> new MemoryOverrun(kind, larger(found.used(), limit.get()), limit.get()));
    }

    private record Usage(MemorySize used, MemorySize limit) {}

    private Optional<Usage> usage(MemoryOverrun.Kind kind, int from) {
        Matcher usage = USAGE.matcher(diagnostics);
        usage.region(from, diagnostics.length());
        while (usage.find()) {
            if (MemoryOverrun.Kind.valueOf(usage.group("kind").toUpperCase(java.util.Locale.ROOT)) == kind) {
                return Optional.of(new Usage(
                        size(usage.group("used"), usage.group("usedUnit")),
                        size(usage.group("limit"), usage.group("limitUnit"))));
            }
        }
        return Optional.empty();
    }

    private static MemorySize size(String amount, String unit) {
        int shift = unit.isEmpty() ? 0 : BITS_OF_A_UNIT * (UNITS.indexOf(unit) + 1);
        BigDecimal bytes =
                new BigDecimal(amount).multiply(BigDecimal.valueOf(1L << shift)).setScale(0, RoundingMode.DOWN);
        return MemorySize.ofBytes(
                bytes.min(BigDecimal.valueOf(MemorySize.MAX.bytes())).longValueExact());
    }

    /** The text may hold anything, and an exit must never be lost for it. */
    private static MemorySize more(MemorySize limit, long bytes) {
        return MemorySize.ofBytes(limit.bytes() + Math.min(bytes, MemorySize.MAX.bytes() - limit.bytes()));
    }

    private static MemorySize larger(MemorySize one, MemorySize other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
