package io.parley.mesos.updates;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * Tells updates that came before from new ones, by their uuid. Not thread-safe.
 *
 * <p>Agents send an update again until it is acknowledged (after 10 s, then 20 s, and after they were started again),
 * so the same one may come while it is being handled and after its acknowledgement was lost.
 */
public final class SeenUpdates {

    /** What an update is to those who handle updates. */
    public enum Arrival {
        /** Not seen before, as far as is remembered: handle it, then acknowledge it. */
        NEW,
        /** Seen, and not acknowledged yet: whoever handles it will acknowledge it. */
        UNDER_WAY,
        /** Handled and acknowledged: acknowledge it again, for the acknowledgement was lost. */
        HANDLED,
        /**
         * It has no uuid, or one of more than 64 bytes, which is none: handle it as the present state of its task, and
         * never acknowledge it.
         */
        WITHOUT_UUID
    }

    /** Mesos' have 16. */
    private static final int MOST_BYTES = 64;

    private final LinkedHashMap<ByteString, Boolean> acknowledged;

    /**
     * Remembers nothing yet.
     *
     * @param most how many updates are remembered at most, above zero; the oldest are forgotten and count as new if
     *     they come again
     * @throws IllegalArgumentException if that is not above zero
     */
    public SeenUpdates(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("At least one update is remembered, not " + most + ".");
        }
        this.acknowledged = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteString, Boolean> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Takes an update in.
     *
     * @param status the update
     * @return what it is
     */
    public Arrival arrived(TaskStatus status) {
        if (!isRemembered(status)) {
            return Arrival.WITHOUT_UUID;
        }
        Boolean before = acknowledged.putIfAbsent(status.getUuid(), false);
        if (before == null) {
            return Arrival.NEW;
        }
        return before ? Arrival.HANDLED : Arrival.UNDER_WAY;
    }

    /**
     * An update has been handled and is acknowledged.
     *
     * @param status the update
     */
    public void handled(TaskStatus status) {
        if (isRemembered(status)) {
            acknowledged.put(status.getUuid(), true);
        }
    }

    /**
     * An update could not be handled: when it comes again, it is new.
     *
     * @param status the update
     */
    public void failed(TaskStatus status) {
        acknowledged.remove(status.getUuid(), false);
    }

    /** Tells whether the uuid is one; what a hostile master sends in its place must not fill the memory. */
    private static boolean isRemembered(TaskStatus status) {
        int bytes = status.getUuid().size();
        return bytes > 0 && bytes <= MOST_BYTES;
    }
}
