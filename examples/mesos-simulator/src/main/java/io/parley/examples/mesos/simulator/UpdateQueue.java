package io.parley.examples.mesos.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The updates of a task that are not acknowledged yet: the first is sent, and again later each time, and the others
 * wait behind it. Used on the master's thread only.
 */
final class UpdateQueue {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final MasterLoop loop;
    private final Duration timeout;
    private final Consumer<TaskStatus> forward;
    private final Deque<TaskStatus> pending = new ArrayDeque<>();
    private @Nullable Future<?> retry;
    private boolean connected = true;

    UpdateQueue(MasterLoop loop, Duration timeout, Consumer<TaskStatus> forward) {
        this.loop = loop;
        this.timeout = timeout;
        this.forward = forward;
    }

    void add(TaskStatus status) {
        pending.addLast(status);
        if (pending.size() == 1) {
            send(timeout);
        }
    }

    /** Takes the first away if it is that; tells whether it was. */
    boolean acknowledge(ByteString uuid) {
        TaskStatus first = pending.peekFirst();
        if (first == null || !first.getUuid().equals(uuid)) {
            return false;
        }
        pending.removeFirst();
        cancel();
        if (!pending.isEmpty()) {
            send(timeout);
        }
        return true;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Keeps everything back. */
    void disconnect() {
        connected = false;
        cancel();
    }

    /** Sends the first again, if there is one. */
    void reconnect() {
        connected = true;
        if (!pending.isEmpty()) {
            send(timeout);
        }
    }

    void clear() {
        pending.clear();
        cancel();
    }

    private void send(Duration next) {
        cancel();
        TaskStatus first = pending.peekFirst();
        if (first == null || !connected) {
            return;
        }
        retry = loop.after(next, () -> send(next.compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST));
        forward.accept(first);
    }

    private void cancel() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }
}
