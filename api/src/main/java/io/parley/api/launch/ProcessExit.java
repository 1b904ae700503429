package io.parley.api.launch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a process ended. Immutable.
 *
 * @param reason the typed reason
 * @param status the exit status, where the environment tells one
 * @param diagnostics what the environment says about the end, may be empty
 * @param lastLogLines the last lines of the process's logs, the oldest first, may be empty
 * @param overrun what was used and what was granted, where the environment ended the process for its memory and says so
 */
public record ProcessExit(
        ExitReason reason,
        OptionalInt status,
        String diagnostics,
        List<String> lastLogLines,
        Optional<MemoryOverrun> overrun) {

    /** Copies the list. */
    public ProcessExit {
        lastLogLines = List.copyOf(lastLogLines);
    }

    /**
     * Makes an exit that tells nothing about memory.
     *
     * @param reason the typed reason
     * @param status the exit status, where the environment tells one
     * @param diagnostics what the environment says about the end, may be empty
     * @param lastLogLines the last lines of the process's logs, the oldest first, may be empty
     */
    public ProcessExit(ExitReason reason, OptionalInt status, String diagnostics, List<String> lastLogLines) {
        this(reason, status, diagnostics, lastLogLines, Optional.empty());
    }

    /** Gives the reason, the status and the diagnostics for people, then the last lines of the log. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(reason.name());
        status.ifPresent(found -> text.append(", exit status ").append(found));
        overrun.ifPresent(found -> text.append(", ").append(found));
        if (!diagnostics.isBlank()) {
            text.append(". ").append(diagnostics.strip());
        }
        if (!lastLogLines.isEmpty()) {
            text.append("\nLast lines of its log:");
            lastLogLines.forEach(line -> text.append("\n  ").append(line));
        }
        return text.toString();
    }
}
