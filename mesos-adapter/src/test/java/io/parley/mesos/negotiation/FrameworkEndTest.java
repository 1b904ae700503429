package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a negotiator does for the end of its framework, whatever becomes of the connection. */
@Timeout(30)
class FrameworkEndTest {

    private static final Duration END_WITHIN = Duration.ofMillis(400);
    private static final MesosNegotiatorOptions OPTIONS = MesosNegotiatorOptions.of(FlinkConfiguration.of(
                    Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test")))
            .withTimes(new MesosNegotiatorOptions.Times(
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    END_WITHIN,
                    Duration.ofMillis(250)));

    private final FrameworkStore store = FrameworkStore.inMemory();
    private final ScriptedConnection telling = new ScriptedConnection(true);
    private final ScriptedConnection silent = new ScriptedConnection(false);

    private MesosNegotiator open(ScriptedConnection connection) throws IOException {
        return MesosNegotiator.open(connection, store, OPTIONS, new NegotiationListener<>() {});
    }

    private static List<String> warnings(Runnable work) {
        List<String> warnings = new ArrayList<>();
        Logger logger = Logger.getLogger(FrameworkEnd.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                warnings.add(new SimpleFormatter().formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
        }
        return warnings;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void disconnectionOfBeforeIsNoAnswerToTeardown(boolean tells) throws IOException {
        ScriptedConnection connection = tells ? telling : silent;
        MesosNegotiator negotiator = open(connection);
        connection.subscribe();
        connection.disconnected();
        connection.subscribe();
        long before = System.nanoTime();
        List<String> warnings = warnings(negotiator::close);

        assertThat(connection.sent(Call.Type.TEARDOWN)).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(END_WITHIN);
        assertThat(store.load().frameworkId()).as("a later run can end it").contains("f-1");
        assertThat(warnings).singleElement().asString().contains("f-1", "did not say that it took the end");
    }

    @Test
    void streamThatEndsIsNoAnswerWhereAnswersAreTold() throws IOException {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.onTeardown = telling::disconnected;
        negotiator.close();

        assertThat(store.load().frameworkId()).contains("f-1");
    }

    @Test
    void frameworkIsForgottenAsSoonAsTheMasterHasTakenItsEnd() throws IOException {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.onTeardown = () -> telling.listener().tornDown();
        long before = System.nanoTime();
        negotiator.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(END_WITHIN);
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
    }

    @Test
    void lostTeardownIsSentAgainAfterAnotherSubscription() throws IOException {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.onTeardown = () -> {
            Call teardown = telling.sent(Call.Type.TEARDOWN).get(0);
            if (telling.sent(Call.Type.TEARDOWN).size() == 1) {
                telling.listener().notTaken(teardown, "Another master leads.");
                telling.disconnected();
            } else {
                telling.listener().tornDown();
            }
        };
        telling.onReconnect = () -> {
            telling.connected();
            telling.subscribed();
        };
        negotiator.close();

        assertThat(telling.sent(Call.Type.TEARDOWN)).hasSize(2);
        Call again = telling.sent(Call.Type.SUBSCRIBE).get(1);
        assertThat(again.getFrameworkId().getValue()).isEqualTo("f-1");
        assertThat(again.getSubscribe().getSuppressedRolesList()).containsExactly("test");
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
    }

    @Test
    void removalToldToTheNextSubscriptionIsTheAnswerToALostTeardown() throws IOException {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.onTeardown = () ->
                telling.listener().notTaken(telling.sent(Call.Type.TEARDOWN).get(0), "It was not answered.");
        telling.onReconnect = () -> {
            telling.disconnected();
            telling.connected();
            telling.error("Framework has been removed");
        };
        negotiator.close();

        assertThat(telling.sent(Call.Type.TEARDOWN)).hasSize(1);
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
    }

    @Test
    void masterThatNeverTakesItIsAskedAFewTimesOnly() throws IOException {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.onTeardown = () ->
                telling.listener().notTaken(telling.sent(Call.Type.TEARDOWN).get(0), "Not authorized.");
        telling.onReconnect = telling::subscribe;
        List<String> warnings = warnings(negotiator::close);

        assertThat(telling.sent(Call.Type.TEARDOWN)).hasSize(5);
        assertThat(warnings).singleElement().asString().contains("f-1", "Not authorized.");
        assertThat(store.load().frameworkId()).contains("f-1");
    }

    @Test
    void endWaitsForASubscriptionWhereThereIsNone() throws Exception {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.disconnected();
        telling.onSubscribe = telling::subscribed;
        telling.onTeardown = () -> telling.listener().tornDown();
        Thread later = new Thread(() -> {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            telling.connected();
        });
        later.start();
        negotiator.close();
        later.join();

        assertThat(telling.sent(Call.Type.TEARDOWN)).hasSize(1);
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
    }

    @Test
    void frameworkThatCannotBeEndedIsNamed() throws IOException {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.disconnected();
        assertThat(warnings(negotiator::close))
                .singleElement()
                .asString()
                .contains("framework f-1", "There was no subscription.", "TEARDOWN");

        ScriptedConnection second = new ScriptedConnection(true);
        MesosNegotiator refused = open(second);
        second.subscribe();
        second.error("The principal may not subscribe");
        assertThat(warnings(refused::close)).singleElement().asString().contains("framework f-1");
        assertThat(second.sent(Call.Type.TEARDOWN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Framework has been removed", "Framework failed over"})
    void nothingIsEndedThatIsGoneOrAnothersAlready(String error) throws IOException {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.error(error);

        assertThat(warnings(negotiator::close)).isEmpty();
        assertThat(telling.sent(Call.Type.TEARDOWN)).isEmpty();
    }

    @Test
    void detachedFrameworkLivesOnWithoutAWord() throws IOException {
        MesosNegotiator negotiator = open(telling);
        telling.subscribe();
        telling.disconnected();
        negotiator.detach();

        assertThat(warnings(negotiator::close)).isEmpty();
        telling.connected();
        assertThat(telling.sent(Call.Type.SUBSCRIBE)).hasSize(1);
    }
}
