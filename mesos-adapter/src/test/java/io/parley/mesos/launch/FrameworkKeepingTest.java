package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.mesos.negotiation.FrameworkOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameworkKeepingTest {

    private static final Duration WEEK = Duration.ofDays(7);

    private static FrameworkKeeping keeping(Map<String, String> keys) {
        return FrameworkKeeping.of(FlinkConfiguration.of(keys));
    }

    @Test
    void frameworkThatNobodyCouldComeBackToIsKeptForMinutesUntilItIsDetached() {
        FrameworkKeeping keeping = keeping(Map.of("parley.mesos.state-file", " "));
        assertThat(keeping.attached()).isEqualTo(Duration.ofMinutes(5));
        assertThat(keeping.detached()).isEqualTo(WEEK);
        assertThat(keeping.of(FrameworkOptions.info(FlinkConfiguration.of(Map.of())))
                        .getFailoverTimeout())
                .isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource({
        "mesos.failover-timeout,60,60",
        "mesos.failover-timeout,0,0",
        "mesos.failover-timeout,604800,604800",
        "parley.mesos.state-file,/var/lib/flink/state,604800"
    })
    void whatAUserSetsHoldsForALaunchThatIsKilledToo(String key, String value, long seconds) {
        FrameworkKeeping keeping = keeping(Map.of(key, value));
        assertThat(keeping.attached()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(keeping.detached()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void idAndTimeAreToldAsSoonAsTheyAreKnown() {
        assertThat(keeping(Map.of()).subscribed("f-1"))
                .isEqualTo("subscribed as framework f-1; should this process be killed, the master ends it after 300 s"
                        + " (mesos.failover-timeout)");
        assertThat(keeping(Map.of("parley.mesos.state-file", "/s")).subscribed("f-1"))
                .isEqualTo("subscribed as framework f-1, kept in /s; should this process be killed, the master ends it"
                        + " after 604800 s (mesos.failover-timeout)");
    }

    @Test
    void whatIsLeftIsToldWithHowToEndIt() {
        URI master = URI.create("http://m:5050/api");
        assertThat(keeping(Map.of()).left("f-1", master, Optional.of(WEEK)))
                .isEqualTo("left to itself, the framework f-1 goes on for 604800 s (mesos.failover-timeout). To end it"
                        + " before: curl -d frameworkId=f-1 http://m:5050/master/teardown");
        assertThat(keeping(Map.of()).left("f-1", null, Optional.empty()))
                .isEqualTo("left to itself, the framework f-1 goes on for 300 s (mesos.failover-timeout), for the"
                        + " master was not told of 604800 s. To end it before: curl -d frameworkId=f-1"
                        + " http://MASTER/master/teardown");
        assertThat(keeping(Map.of("parley.mesos.state-file", "/s")).left("f-1", master, Optional.empty()))
                .startsWith("left to itself, the framework f-1 of /s goes on for 604800 s (mesos.failover-timeout)."
                        + " To end it before: ");
    }

    @Test
    void negativeTimeIsRefusedByItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keeping(Map.of("mesos.failover-timeout", "-1")))
                .withMessageContainingAll(
                        "Cannot use mesos.failover-timeout (", "a time of -1 s cannot be waited. Write 0");
    }
}
