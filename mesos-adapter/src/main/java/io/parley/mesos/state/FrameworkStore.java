package io.parley.mesos.state;

import java.io.IOException;
import java.util.List;

/**
 * Keeps the state of one framework beyond a crash. Used by one negotiator at a time; calls come one after the other,
 * from any thread.
 */
public interface FrameworkStore extends AutoCloseable {

    /**
     * Reads what was kept.
     *
     * @return the state, {@link FrameworkState#EMPTY} at first
     * @throws IOException if it cannot be read, or is damaged
     */
    FrameworkState load() throws IOException;

    /**
     * Keeps changes: all of them or, if this fails, none. Once this has returned, no crash loses them.
     *
     * @param changes the changes in their order
     * @throws IOException if they cannot be kept
     */
    void append(List<? extends FrameworkState.Change> changes) throws IOException;

    /** Releases what is held; the state stays. */
    @Override
    void close();

    /**
     * Makes a store that loses everything with this process. What runs then is known to the master only.
     *
     * @return an empty store
     */
    static FrameworkStore inMemory() {
        return new MemoryStore();
    }
}
