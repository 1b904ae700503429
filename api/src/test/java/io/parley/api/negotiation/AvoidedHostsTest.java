package io.parley.api.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AvoidedHostsTest {

    private static final HostAvoidance RULE = new HostAvoidance(2, Duration.ofSeconds(60), Duration.ofSeconds(100), 50);

    private final AvoidedHosts hosts = new AvoidedHosts(RULE);

    private static Duration at(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private void failTwice(String host, long seconds) {
        hosts.failed(host, at(seconds));
        hosts.failed(host, at(seconds));
    }

    @Test
    void aHostIsAvoidedAfterSoManyFailuresWithinTheWindow() {
        hosts.failed("a", at(0));
        assertThat(hosts.avoided(at(0), 10)).isEmpty();

        hosts.failed("a", at(61));
        assertThat(hosts.avoided(at(61), 10)).isEmpty();

        hosts.failed("a", at(62));
        assertThat(hosts.avoided(at(62), 10)).containsExactly("a");
    }

    @Test
    void itIsFreeAgainWhenTheTimeIsOver() {
        failTwice("a", 0);

        assertThat(hosts.avoided(at(99), 10)).containsExactly("a");
        assertThat(hosts.avoided(at(100), 10)).isEmpty();
    }

    @Test
    void neverAreAllHostsAvoidedAndThoseThatFailedLongestAgoGoFreeFirst() {
        failTwice("a", 0);
        failTwice("b", 1);
        failTwice("c", 2);

        assertThat(hosts.avoided(at(3), 6)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(hosts.avoided(at(3), 4)).containsExactlyInAnyOrder("b", "c");
        assertThat(hosts.avoided(at(3), 3)).containsExactly("c");
        assertThat(hosts.avoided(at(3), 1)).isEmpty();
        assertThat(hosts.avoided(at(3), 0)).isEmpty();
    }

    @Test
    void evenARuleOfNearlyAllLeavesOneHost() {
        AvoidedHosts most = new AvoidedHosts(new HostAvoidance(1, at(60), at(60), 99));
        most.failed("a", at(0));
        most.failed("b", at(0));

        assertThat(most.avoided(at(1), 2)).hasSize(1);
    }

    @Test
    void rulesThatCouldAvoidEverythingAreRefused() {
        assertThatThrownBy(() -> new HostAvoidance(1, at(1), at(1), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("never all of them: 100");
        assertThatThrownBy(() -> new HostAvoidance(0, at(1), at(1), 50))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not after 0");
        assertThatThrownBy(() -> new HostAvoidance(1, at(1), Duration.ZERO, 50))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }
}
