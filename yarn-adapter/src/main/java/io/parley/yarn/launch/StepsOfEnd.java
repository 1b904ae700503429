package io.parley.yarn.launch;

import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchListener;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener of the steps of an end, which goes on where the listener throws; what it threw first is kept. Used
 * for one end; not thread-safe.
 */
final class StepsOfEnd {

    private final LaunchListener listener;
    private @Nullable Throwable failure;

    StepsOfEnd(LaunchListener listener) {
        this.listener = listener;
    }

    void say(String message) {
        try {
            listener.onEvent(new LaunchEvent(Phase.STOP, message));
        } catch (RuntimeException | Error e) {
            if (failure == null) {
                failure = e;
            } else if (failure != e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Throws what the listener threw first, if it did. */
    void throwFailure() {
        if (failure instanceof RuntimeException thrown) {
            throw thrown;
        }
        if (failure instanceof Error thrown) {
            throw thrown;
        }
    }
}
