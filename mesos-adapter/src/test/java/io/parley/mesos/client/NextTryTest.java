package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

    /** Else all that a master left would come back at the same moment. */
    @Test
    void waitsAreNotAllAlike() {
        assertThat(IntStream.range(0, 20).mapToObj(time -> next.delay()).distinct())
                .hasSizeGreaterThan(10);
        assertThat(IntStream.range(0, 20)
                        .mapToObj(time -> NextTry.delay(new BackOff(MOST, MOST), 3))
                        .distinct())
                .hasSizeGreaterThan(10);
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
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        next.after(MOST, () -> done.add("first"));
        next.after(Duration.ofMillis(10), () -> done.add("second"));
        assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
        next.after(MOST, () -> done.add("third"));
        next.cancel();
        assertThat(done.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    }
}
