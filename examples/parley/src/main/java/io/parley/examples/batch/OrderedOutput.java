package io.parley.examples.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Writes the results of several workers in the order of the chunks they belong to. Thread-safe. */
final class OrderedOutput {

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();
    private long next;

    OrderedOutput(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes the results of a chunk; waits until those of all chunks before it are written.
     *
     * @throws BatchFailedException if writing fails
     */
    void write(Chunk chunk, ResultBuffer results) throws BatchFailedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            await(chunk);
            results.writeTo(out);
            out.flush();
            next++;
            turn.signalAll();
        } catch (IOException e) {
            throw new BatchFailedException(
                    "Cannot write the results of the batch from line " + chunk.firstLine() + " on: "
                            + BatchFailedException.reason(e)
                            + ". Look whether what reads them has ended, or whether there is space for them.",
                    e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the results of all chunks before a chunk are written. */
    void awaitTurn(Chunk chunk) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            await(chunk);
        } finally {
            lock.unlock();
        }
    }

    private void await(Chunk chunk) throws InterruptedException {
        while (next != chunk.number()) {
            turn.await();
        }
    }
}
