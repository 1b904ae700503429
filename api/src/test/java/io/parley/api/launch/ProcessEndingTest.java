package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProcessEndingTest {

    private static final int THREADS = 8;

    private final ProcessEnding ending = new ProcessEnding();

    private static ProcessExit exit(int status) {
        return new ProcessExit(ExitReason.FAILED, OptionalInt.of(status), "", List.of());
    }

    @AfterEach
    void whatComesNextIsNotCancelled() {
        Thread.interrupted();
    }

    /** Writes down what it is asked for. */
    private static class Recorded implements ProcessEnding.Closing {

        final List<String> calls = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void end() throws InterruptedException {
            calls.add("end");
        }

        @Override
        public void endByForce() {
            calls.add("force");
        }

        @Override
        public void release() {
            calls.add("release");
        }
    }

    /** Is cancelled while it waits. */
    private static final class Cancelled extends Recorded {

        @Override
        public void end() throws InterruptedException {
            super.end();
            throw new InterruptedException();
        }
    }

    /** Cannot end its process. */
    private static final class Failing extends Recorded {

        @Override
        public void end() throws InterruptedException {
            super.end();
            throw new IllegalStateException("it still runs");
        }
    }

    private static <T> List<T> atOnce(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                results.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<T> all = new ArrayList<>();
            for (Future<T> result : results) {
                all.add(result.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nothingIsKnownOfTheEndBeforeItIsRemembered() {
        assertThat(ending.exit()).isEmpty();
        assertThat(ending.isDetached()).isFalse();
        assertThat(ending).hasToString("open, attached, not known to have ended");
    }

    @Test
    void theFirstEndCounts() {
        assertThat(ending.remember(exit(1))).isEqualTo(exit(1));
        assertThat(ending.remember(exit(2))).isEqualTo(exit(1));
        assertThat(ending.exit()).hasValue(exit(1));
        assertThat(ending).hasToString("open, attached, ended: FAILED");
    }

    @Test
    void allWhoSeeAnEndAtOnceAreToldTheSame() throws Exception {
        List<ProcessExit> told =
                atOnce(() -> ending.remember(exit((int) Thread.currentThread().getId())));
        assertThat(told).hasSize(THREADS).containsOnly(ending.exit().orElseThrow());
    }

    @Test
    void closingEndsAndReleases() {
        Recorded closing = new Recorded();
        ending.close(closing);
        assertThat(closing.calls).containsExactly("end", "release");
        assertThat(ending).hasToString("closed, attached, not known to have ended");
    }

    @Test
    void closingADetachedProcessOnlyReleases() {
        Recorded closing = new Recorded();
        ending.detach();
        assertThat(ending.isDetached()).isTrue();
        ending.close(closing);
        assertThat(closing.calls).containsExactly("release");
    }

    @Test
    void manyWhoCloseAtOnceCloseOnce() throws Exception {
        Recorded closing = new Recorded();
        atOnce(() -> {
            ending.close(closing);
            return true;
        });
        assertThat(closing.calls).containsExactly("end", "release");
    }

    @Test
    void aCancelledCallerStillEndsTheProcessAndStaysCancelled() {
        Recorded closing = new Recorded() {
            @Override
            public void end() throws InterruptedException {
                // What waits in here must be able to.
                calls.add("interrupted " + Thread.currentThread().isInterrupted());
                super.end();
            }
        };
        Thread.currentThread().interrupt();
        ending.close(closing);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(closing.calls).containsExactly("interrupted false", "end", "release");
    }

    @Test
    void aCallerWhoIsCancelledMeanwhileEndsByForceAndStaysCancelled() {
        Recorded closing = new Cancelled();
        ending.close(closing);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(closing.calls).containsExactly("end", "force", "release");
    }

    @Test
    void aReleaseThatFailsDoesNotHideWhyTheEndFailed() {
        Recorded closing = new Recorded() {
            @Override
            public void end() throws InterruptedException {
                super.end();
                throw new InterruptedException();
            }

            @Override
            public void endByForce() {
                super.endByForce();
                throw new IllegalStateException("it still runs");
            }

            @Override
            public void release() {
                super.release();
                throw new IllegalArgumentException("what is held stays held");
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> ending.close(closing))
                .withMessage("it still runs")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .isInstanceOf(IllegalArgumentException.class));
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(closing.calls).containsExactly("end", "force", "release");
    }

    @Test
    void whatIsHeldIsReleasedAlsoWhereTheEndFails() {
        Recorded closing = new Failing();
        Thread.currentThread().interrupt();
        assertThatIllegalStateException()
                .isThrownBy(() -> ending.close(closing))
                .withMessage("it still runs");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(closing.calls).containsExactly("end", "release");
    }
}
