package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitedCallTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final CountDownLatch interrupted = new CountDownLatch(1);

    private boolean waitForEver() throws InterruptedException {
        try {
            new CountDownLatch(1).await();
            return true;
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }

    @Test
    void aCallThatLastsTooLongIsGivenUpAndInterrupted() throws Exception {
        assertThatThrownBy(() -> LimitedCall.within(Duration.ofMillis(20), "do it", this::waitForEver))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot do it within 20 ms: YARN does not answer.");
        assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatFailsIsToldWithItsReason() {
        assertThatThrownBy(() -> LimitedCall.within(LONG, "do it", () -> {
                    throw new IllegalStateException("because");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot do it: because")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoWasCancelledBeforeCallsAllTheSameAndIsStillCancelled() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        Thread.currentThread().interrupt();
        LimitedCall.within(LONG, "do it", () -> {
            called.countDown();
            return true;
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(called.getCount()).isZero();
    }

    @Test
    void whoIsCancelledMeanwhileIsNotKept() throws Exception {
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> LimitedCall.within(LONG, "do it", () -> {
                    caller.interrupt();
                    return waitForEver();
                }))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("Cannot do it: it was cancelled.");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
