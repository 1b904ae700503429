package io.parley.examples.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One run of a batch: every worker takes a chunk, plans it and hands on the results, which are written in order. No
 * more results wait for their turn than there are workers, so a slow reader of the results slows the reading of the
 * lines.
 */
final class BatchRun {

    /** A worker that waits for input or output cannot always be woken; it is not waited for longer. */
    private static final long END_TIMEOUT_MILLIS = 1000;

    private final LineSource source;
    private final OrderedOutput output;
    private final Supplier<ChunkPlanner> planners;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    BatchRun(LineSource source, OrderedOutput output, Supplier<ChunkPlanner> planners) {
        this.source = source;
        this.output = output;
        this.planners = planners;
    }

    /** How a worker ended. */
    private sealed interface Outcome {}

    private record Done(BatchTotals totals) implements Outcome {}

    private record Failed(Throwable failure) implements Outcome {}

    BatchTotals run(int workers) throws BatchFailedException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        try {
            for (int i = 0; i < workers; i++) {
                Thread thread = new Thread(this::work, "parley-batch-" + (i + 1));
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
            BatchTotals totals = BatchTotals.NONE;
            for (int i = 0; i < workers; i++) {
                totals = totals.plus(totals(outcomes.take()));
            }
            return totals;
        } finally {
            end(threads);
        }
    }

    private static BatchTotals totals(Outcome outcome) throws BatchFailedException {
        if (outcome instanceof Done done) {
            return done.totals();
        }
        Throwable failure = ((Failed) outcome).failure();
        if (failure instanceof BatchFailedException failed) {
            throw failed;
        }
        if (failure instanceof RuntimeException bug) {
            throw bug;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("A worker of the batch ended: " + failure, failure);
    }

    private void work() {
        Outcome outcome;
        try {
            outcome = new Done(planChunks());
        } catch (Throwable e) {
            outcome = new Failed(e);
        }
        outcomes.add(outcome);
    }

    private BatchTotals planChunks() throws IOException, InterruptedException {
        Chunk chunk = new Chunk();
        ChunkPlanner planner = planners.get();
        ResultBuffer results = new ResultBuffer();
        long lines = 0;
        while (next(chunk)) {
            planner.plan(chunk, results);
            results = output.write(chunk, results);
            lines += chunk.lines();
        }
        return new BatchTotals(lines, planner.refused());
    }

    /** What was read before a failure still gets its results. */
    private boolean next(Chunk chunk) throws BatchFailedException, InterruptedException {
        try {
            return source.next(chunk);
        } catch (BatchFailedException e) {
            output.awaitTurn(chunk);
            throw e;
        }
    }

    private static void end(List<Thread> threads) {
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_TIMEOUT_MILLIS);
        try {
            for (Thread thread : threads) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                thread.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
