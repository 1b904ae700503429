package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NextTryTest {

    private static final Duration MOST = Duration.ofSeconds(1);

    private final Loop loop = new Loop("parley-mesos-test");
    private final NextTry next = new NextTry(loop, new BackOff(Duration.ofMillis(10), MOST));

    @AfterEach
    void end() {
        loop.end();
    }

    private void assertWait(int number) {
        Duration whole = Duration.ofMillis(10L << (number - 1));
        assertThat(next.delay()).isBetween(whole.dividedBy(2), whole);
    }

    @Test
    void waitsLongerTheMoreWasInVainAndAsAtFirstWhenThatIsForgotten() {
        assertWait(1);
        next.inVain();
        assertWait(1);
        next.inVain();
        assertWait(2);
        next.inVain();
        assertWait(3);
        next.forget();
        assertWait(1);
    }

    /** Else a master that takes every subscription and ends it would be asked without a pause. */
    @Test
    void aSuccessThatDidNotLastIsOneMoreInVain() {
        next.over(Duration.ZERO);
        next.over(MOST);
        next.over(MOST);
        assertWait(3);
        next.over(MOST.plusNanos(1));
        assertWait(1);
    }

    @Test
    void whatIsNextTakesThePlaceOfWhatWas() throws InterruptedException {
        Queue<String> done = new ConcurrentLinkedQueue<>();
        next.after(Duration.ofMillis(100), () -> done.add("first"));
        next.after(Duration.ofMillis(150), () -> done.add("second"));
        Thread.sleep(400);
        assertThat(done).containsExactly("second");
        next.after(Duration.ofMillis(100), () -> done.add("third"));
        next.cancel();
        Thread.sleep(300);
        assertThat(done).containsExactly("second");
    }
}
