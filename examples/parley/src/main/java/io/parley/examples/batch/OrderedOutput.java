package io.parley.examples.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of several workers in the order of the chunks they belong to. Thread-safe.
 *
 * <p>Results whose turn has not come are kept, up to a number of them, so that a worker that was held up does not hold
 * up the others.
 */
final class OrderedOutput {

    private final OutputStream out;
    private final int mostKept;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();
    private final Map<Long, Results> kept = new HashMap<>();
    private final Deque<ResultBuffer> free = new ArrayDeque<>();
    private long next;

    /** The results of a chunk. */
    private record Results(long chunk, long firstLine, ResultBuffer lines) {}

    OrderedOutput(OutputStream out, int mostKept) {
        this.out = out;
        this.mostKept = mostKept;
    }

    /**
     * Takes the results of a chunk and writes them, at once or when those of all chunks before it are written; waits if
     * too many are kept already.
     *
     * @return a buffer for the results of the worker's next chunk
     * @throws BatchFailedException if writing fails
     */
    ResultBuffer write(Chunk chunk, ResultBuffer lines) throws BatchFailedException, InterruptedException {
        Results results = new Results(chunk.number(), chunk.firstLine(), lines);
        lock.lockInterruptibly();
        try {
            while (next != results.chunk() && kept.size() == mostKept) {
                turn.await();
            }
            if (next == results.chunk()) {
                for (@Nullable Results due = results; due != null; due = kept.remove(next)) {
                    write(due);
                }
            } else {
                kept.put(results.chunk(), results);
            }
            ResultBuffer buffer = free.poll();
            return buffer == null ? new ResultBuffer() : buffer;
        } finally {
            lock.unlock();
        }
    }

    private void write(Results results) throws BatchFailedException {
        try {
            results.lines().writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new BatchFailedException(
                    "Cannot write the results of the batch from line " + results.firstLine() + " on: "
                            + BatchFailedException.reason(e)
                            + ". Look whether what reads them has ended, or whether there is space for them.",
                    e);
        }
        free.add(results.lines());
        next++;
        turn.signalAll();
    }

    /** Waits until the results of all chunks before a chunk are written. */
    void awaitTurn(Chunk chunk) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (next < chunk.number()) {
                turn.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
