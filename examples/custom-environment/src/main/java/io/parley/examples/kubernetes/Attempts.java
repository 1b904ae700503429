package io.parley.examples.kubernetes;

import io.parley.api.launch.LaunchFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Steps of which each is tried, whatever became of those before it; what failed is told at the end. A step that a
 * cancel interrupts is tried once more. Not thread-safe.
 */
final class Attempts {

    private final List<LaunchFailedException> failures = new ArrayList<>();
    private boolean cancelled;

    /** A step; it may be repeated. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException;
    }

    /** Tries a step; tells whether it succeeded. */
    boolean attempt(Step step) {
        try {
            runOnceMoreAfterACancel(step);
            return true;
        } catch (LaunchFailedException e) {
            failures.add(e);
        } catch (RuntimeException e) {
            failures.add(new LaunchFailedException("Unexpected: " + e + ".", e));
        } catch (InterruptedException e) {
            cancelled = true;
            failures.add(new LaunchFailedException(String.valueOf(e.getMessage()), e));
        }
        return false;
    }

    private void runOnceMoreAfterACancel(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (InterruptedException e) {
            cancelled = true;
            step.run();
        }
    }

    /**
     * Tells the end.
     *
     * @throws LaunchFailedException if a step failed; the message is those of all steps
     * @throws InterruptedException if no step failed and somebody cancelled
     */
    void finish() throws InterruptedException {
        if (cancelled && !failures.isEmpty()) {
            Thread.currentThread().interrupt();
        }
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        if (!failures.isEmpty()) {
            LaunchFailedException all = new LaunchFailedException(
                    failures.stream().map(Throwable::getMessage).collect(Collectors.joining(" ")), failures.get(0));
            failures.subList(1, failures.size()).forEach(all::addSuppressed);
            throw all;
        }
        if (cancelled) {
            throw new InterruptedException("Cancelled, after everything was tried.");
        }
    }
}
