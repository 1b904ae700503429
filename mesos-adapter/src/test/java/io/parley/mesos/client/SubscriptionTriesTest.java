package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionTriesTest {

    private final Loop loop = new Loop("parley-mesos-test");
    private final MasterExchange exchange = new MasterExchange(ClientOptions.DEFAULT, loop.forHttp());
    private final List<String> told = new ArrayList<>();
    private final SubscriptionTries tries = new SubscriptionTries(
            loop,
            exchange,
            new SessionUnderTest.Named(),
            Duration.ofSeconds(1),
            new FirstSubscription(loop, Duration.ofMinutes(1), why -> {}),
            new NextTry(loop, new BackOff(Duration.ofMinutes(1), Duration.ofMinutes(1))),
            new SubscriptionTries.Told() {
                @Override
                public void subscribed(URI master, EventStream events, String streamId) {}

                @Override
                public void refused(String why) {
                    told.add("refused " + why);
                }

                @Override
                public void tell(ClientEvent event) {
                    told.add(event.getClass().getSimpleName() + " " + event.message());
                }
            });

    @AfterEach
    void end() {
        exchange.close();
        loop.end();
    }

    /** After a first subscription the settings were right once, and what is wrong may be at the master. */
    @Test
    void aWrongSettingIsOfNoUseOnlyBeforeTheFirstSubscription() {
        tries.inVain("trust", TransportFailure.Cure.SETTING);
        tries.inVain("time", TransportFailure.Cure.TIME);
        tries.succeeded();
        tries.inVain("trust", TransportFailure.Cure.SETTING);

        assertThat(told).containsExactly("refused trust", "SubscriptionDelayed time", "SubscriptionDelayed trust");
    }
}
