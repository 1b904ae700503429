package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;

class OfferFlowTest {

    private static final Runnable NOTHING = OfferFlowTest::nothing;
    private static final Duration START = Duration.ofHours(-3);
    private final OfferFlow flow = new OfferFlow(new ClientOptions.Throttle(2, Duration.ofSeconds(5)), START);

    @Test
    void letsABurstPassAndThenOneAnInterval() {
        OfferFlow.Word[] calls = {revive("a"), revive("b"), revive("c"), revive("d")};
        for (OfferFlow.Word call : calls) {
            assertThat(flow.add(call)).isEmpty();
        }
        assertThat(flow.next(START)).contains(calls[0]);
        assertThat(flow.next(START)).contains(calls[1]);
        assertThat(flow.next(START)).isEmpty();
        assertThat(flow.untilNext(START.plusSeconds(1))).contains(Duration.ofSeconds(4));
        assertThat(flow.next(START.plusMillis(4999))).isEmpty();
        assertThat(flow.next(START.plusSeconds(6))).contains(calls[2]);
        assertThat(flow.untilNext(START.plusSeconds(6))).contains(Duration.ofSeconds(4));
        assertThat(flow.next(START.plusSeconds(10))).contains(calls[3]);
        assertThat(flow.untilNext(START.plusSeconds(10))).isEmpty();
    }

    @Test
    void savesNoMoreThanItsBurst() {
        Duration later = START.plusSeconds(5000);
        for (String role : List.of("a", "b", "c")) {
            flow.add(revive(role));
        }

        assertThat(flow.next(later)).isPresent();
        assertThat(flow.next(later)).isPresent();
        assertThat(flow.next(later)).isEmpty();
    }

    @Test
    void keepsOnlyTheLastWordAboutARole() {
        assertThat(flow.add(revive("a"))).isEmpty();
        assertThat(flow.add(suppress("b"))).isEmpty();
        assertThat(flow.add(suppress("a"))).containsExactly(revive("a"));
        assertThat(flow.add(revive())).containsExactly(suppress("b"), suppress("a"));
        assertThat(flow.add(suppress("a"))).isEmpty();

        assertThat(flow.clear()).containsExactly(revive(), suppress("a"));
        assertThat(flow.next(START)).isEmpty();
    }

    @Test
    void concernsOnlySuppressAndRevive() {
        assertThat(OfferFlow.concerns(revive().call())).isTrue();
        assertThat(OfferFlow.concerns(suppress().call())).isTrue();
        assertThat(OfferFlow.concerns(MesosHttpClientTest.acknowledge())).isFalse();
    }

    @Test
    void throttlesNothingWithoutAnInterval() {
        TokenBucket bucket = new TokenBucket(1, Duration.ZERO, START);

        for (int time = 0; time < 3; time++) {
            assertThat(bucket.take(START)).isTrue();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(0, Duration.ZERO, START));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(1, Duration.ofNanos(-1), START));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientOptions.Throttle(0, Duration.ZERO))
                .withMessageContaining("not 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new ClientOptions.Throttle(1, Duration.ofNanos(-1)));
    }

    private static void nothing() {}

    private static OfferFlow.Word word(Call call) {
        return new OfferFlow.Word(call, NOTHING);
    }

    private static OfferFlow.Word revive(String... roles) {
        return word(Call.newBuilder()
                .setType(Call.Type.REVIVE)
                .setRevive(Call.Revive.newBuilder().addAllRoles(List.of(roles)))
                .build());
    }

    private static OfferFlow.Word suppress(String... roles) {
        return word(Call.newBuilder()
                .setType(Call.Type.SUPPRESS)
                .setSuppress(Call.Suppress.newBuilder().addAllRoles(List.of(roles)))
                .build());
    }
}
