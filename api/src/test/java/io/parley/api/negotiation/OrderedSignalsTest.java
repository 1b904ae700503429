package io.parley.api.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OrderedSignalsTest {

    private final List<RuntimeException> failures = new ArrayList<>();
    private final OrderedSignals signals = new OrderedSignals(failures::add);

    @Test
    void deliversInOrder() {
        List<Integer> seen = new ArrayList<>();
        signals.add(() -> seen.add(1));
        signals.add(() -> seen.add(2));
        assertThat(seen).isEmpty();

        signals.deliver();

        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void whatASignalCausesComesAfterWhatWaited() {
        List<Integer> seen = new ArrayList<>();
        signals.add(() -> {
            signals.add(() -> seen.add(3));
            signals.deliver();
            seen.add(1);
        });
        signals.add(() -> seen.add(2));

        signals.deliver();

        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    void notEvenAnErrorKeepsTheOthers() {
        List<Integer> seen = new ArrayList<>();
        AssertionError failure = new AssertionError("listener");
        signals.add(() -> {
            throw failure;
        });
        signals.deliver();
        signals.add(() -> seen.add(2));

        signals.deliver();

        assertThat(seen).containsExactly(2);
        assertThat(failures).singleElement().satisfies(told -> assertThat(told).hasCause(failure));
    }

    @Test
    void aSignalThatThrowsDoesNotKeepTheOthers() {
        List<Integer> seen = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("listener");
        signals.add(() -> {
            throw failure;
        });
        signals.add(() -> seen.add(2));

        signals.deliver();

        assertThat(seen).containsExactly(2);
        assertThat(failures).containsExactly(failure);
    }

    @Test
    void aReceiverOfFailuresThatFailsItselfDoesNotKeepTheOthers() {
        List<Integer> seen = new ArrayList<>();
        OrderedSignals unlucky = new OrderedSignals(failure -> {
            throw failure;
        });
        unlucky.add(() -> {
            throw new IllegalStateException("listener");
        });
        unlucky.add(() -> seen.add(1));
        unlucky.deliver();
        unlucky.add(() -> seen.add(2));
        unlucky.deliver();

        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void nothingIsLostOrDeliveredTwiceOrAtOnceByManyThreads() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            int first = i * each;
            Thread thread = new Thread(() -> {
                for (int number = first; number < first + each; number++) {
                    int told = number;
                    signals.add(() -> {
                        if (inside.incrementAndGet() > 1) {
                            together.incrementAndGet();
                        }
                        seen.add(told);
                        inside.decrementAndGet();
                    });
                    signals.deliver();
                }
                done.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        signals.deliver();

        assertThat(seen).hasSize(threads * each).doesNotHaveDuplicates();
        assertThat(together).hasValue(0);
    }
}
