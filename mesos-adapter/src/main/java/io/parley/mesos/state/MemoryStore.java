package io.parley.mesos.state;

import java.util.List;

/** Keeps the state as long as this process lives. Thread-safe. */
final class MemoryStore implements FrameworkStore {

    private FrameworkState state = FrameworkState.EMPTY;

    @Override
    public synchronized FrameworkState load() {
        return state;
    }

    @Override
    public synchronized void append(List<? extends FrameworkState.Change> changes) {
        state = state.after(changes);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
