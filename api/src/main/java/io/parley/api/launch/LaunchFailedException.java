package io.parley.api.launch;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A launch that did not lead to a running process; nothing of it is left behind unless the message says so. */
public final class LaunchFailedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ProcessExit exit;

    /**
     * Makes the exception for a process that never started.
     *
     * @param message the intent, what went wrong with its amounts, and the cure
     * @param cause the failure that told it, if any
     */
    public LaunchFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exit = null;
    }

    /**
     * Makes the exception for a process that started and died.
     *
     * @param message the intent and the cure
     * @param exit how it ended
     */
    public LaunchFailedException(String message, ProcessExit exit) {
        super(message + " " + exit);
        this.exit = exit;
    }

    /**
     * Gives how the process ended.
     *
     * @return the exit, if the process had started
     */
    public Optional<ProcessExit> exit() {
        return Optional.ofNullable(exit);
    }
}
