package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;

/** What follows from a TEARDOWN, and from closing. */
class SessionEndTest extends SessionFixture {

    private static final String NONE = SessionUnderTest.Moody.NONE;

    @Test
    void aFrameworkWhoseTeardownWasRefusedLivesOn() throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection stream = subscribed();
        feed.calls.add("400 Bad Request");
        session.send(call(Call.Type.TEARDOWN));
        scheduler.next(ClientEvent.CallRefused.class);
        stream.close();
        subscribed();
    }

    @Test
    void duringATeardownNothingIsRenewedAndTheEndOfTheStreamIsNoLoss() throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection stream = subscribed();
        feed.calls.add(NONE);
        session.send(call(Call.Type.TEARDOWN));
        ScriptedMaster.Connection teardown = feed.waiting(0);
        session.renew();
        Thread.sleep(200);
        assertThat(scheduler.told).containsExactly("connected", "SUBSCRIBED");

        stream.close();
        scheduler.next(ClientEvent.Disconnected.class);
        session.send(call(Call.Type.KILL));
        assertThat(scheduler.next(ClientEvent.CallDropped.class).message()).isEqualTo("There is no subscription.");
        // The master may still take it.
        teardown.answer("202 Accepted", "");
        scheduler.next(ClientEvent.TornDown.class);
        assertThat(scheduler.told).containsExactly("connected", "SUBSCRIBED", "disconnected");
    }

    @Test
    void anotherFrameworkAfterATeardownIsLookedAfterAsTheFirst() throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection stream = subscribed();
        session.send(call(Call.Type.TEARDOWN));
        scheduler.next(ClientEvent.TornDown.class);
        stream.close();
        scheduler.next(ClientEvent.Disconnected.class);
        session.reconnect();
        subscribed().close();
        subscribed();
    }

    /** Gives who waits for its answer, while the next subscription is under way. */
    private ScriptedMaster.Connection teardownThatOutlivesItsSubscription(SessionUnderTest session) throws Exception {
        ScriptedMaster.Connection first = subscribed();
        feed.calls.add(NONE);
        session.send(call(Call.Type.TEARDOWN));
        ScriptedMaster.Connection teardown = feed.waiting(0);
        first.close();
        scheduler.next(ClientEvent.Disconnected.class);
        session.reconnect();
        return teardown;
    }

    /** Its end is the end of what the scheduler has now, for a framework keeps its id. */
    @Test
    void aTeardownThatIsTakenLateIsNoLessOne() throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection teardown = teardownThatOutlivesItsSubscription(session);
        ScriptedMaster.Connection second = subscribed();
        teardown.answer("202 Accepted", "");
        scheduler.next(ClientEvent.TornDown.class);
        second.close();
        scheduler.next(ClientEvent.Disconnected.class);
        Thread.sleep(300);
        assertThat(scheduler.told)
                .containsExactly("connected", "SUBSCRIBED", "disconnected", "connected", "SUBSCRIBED", "disconnected");
    }

    @Test
    void aTeardownThatIsNeverTakenEndsNoLaterSubscription() throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection teardown = teardownThatOutlivesItsSubscription(session);
        subscribed();
        for (int time = 0; time < 5; time++) {
            feed.calls.add("503 Not Yet");
        }
        teardown.answer("503 Not Yet", "");
        assertThat(scheduler.next(ClientEvent.CallDropped.class).message()).startsWith("Tried 6 times in vain");
        session.send(call(Call.Type.KILL));
        Thread.sleep(300);
        assertThat(scheduler.told)
                .containsExactly("connected", "SUBSCRIBED", "disconnected", "connected", "SUBSCRIBED");
    }

    @Test
    void aTeardownThatWasTriedInVainAfterTheEndOfTheStreamEndsNothingTwice() throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection stream = subscribed();
        feed.calls.add(NONE);
        session.send(call(Call.Type.TEARDOWN));
        ScriptedMaster.Connection teardown = feed.waiting(0);
        stream.close();
        scheduler.next(ClientEvent.Disconnected.class);
        for (int time = 0; time < 5; time++) {
            feed.calls.add("503 Not Yet");
        }
        teardown.answer("503 Not Yet", "");
        assertThat(scheduler.next(ClientEvent.CallDropped.class).message()).startsWith("Tried 6 times in vain");
        Thread.sleep(300);
        assertThat(scheduler.told).containsExactly("connected", "SUBSCRIBED", "disconnected");
    }

    /** What a master sends to a framework that ends is of no interest any more. */
    @Test
    void duringATeardownAnUnreadableStreamIsNoError() throws Exception {
        SessionUnderTest session = open();
        for (int time = 0; time < 3; time++) {
            ScriptedMaster.Connection stream = subscribed();
            if (time == 2) {
                feed.calls.add(NONE);
                session.send(call(Call.Type.TEARDOWN));
                feed.waiting(0);
            }
            EventFeed.chunk(stream, "<html>".getBytes(StandardCharsets.US_ASCII));
        }
        for (int time = 0; time < 3; time++) {
            scheduler.next(ClientEvent.Disconnected.class);
        }
        Thread.sleep(200);
        assertThat(scheduler.told).doesNotContain("ERROR");
    }

    @Test
    void withoutALeaderTheNextOneIsWaitedForAlsoAfterAnEnd() throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection stream = subscribed();
        session.send(call(Call.Type.TEARDOWN));
        scheduler.next(ClientEvent.TornDown.class);
        stream.close();
        scheduler.next(ClientEvent.Disconnected.class);
        session.send(RecordingScheduler.subscription(Optional.empty()));
        assertThat(scheduler.next(ClientEvent.CallDropped.class).message()).isEqualTo("There is no connection.");
        session.masters.name(Optional.empty());
        session.reconnect();
        Thread.sleep(200);
        assertThat(scheduler.told).containsExactly("connected", "SUBSCRIBED", "disconnected");
        session.masters.name(other);
        subscribed();
    }

    @Test
    void closesAtOnceWhereNothingIsUnderWay() throws Exception {
        SessionUnderTest session = open(QUICK, LONG, LONG);
        subscribed();
        session.end();
        assertThat(session.ends(Duration.ofSeconds(10))).isTrue();
        awaitConnections(master, 0);
    }

    @Test
    void closesOnceTheLastCallIsAnswered() throws Exception {
        SessionUnderTest session = open(QUICK, LONG, LONG);
        subscribed();
        feed.calls.add(NONE);
        session.send(call(Call.Type.KILL));
        ScriptedMaster.Connection kill = feed.waiting(0);
        session.end();
        assertThat(session.ends(Duration.ofMillis(300))).isFalse();
        kill.answer("202 Accepted", "");
        assertThat(session.ends(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void closesOnceTheStreamIsOverForThenNothingCanBeAnswered() throws Exception {
        SessionUnderTest session = open(QUICK, LONG, LONG);
        ScriptedMaster.Connection stream = subscribed();
        feed.calls.add(NONE);
        session.send(call(Call.Type.KILL));
        feed.waiting(0);
        session.end();
        stream.close();
        assertThat(session.ends(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void closesAfterItsTimeWhereACallIsNotAnsweredAndTellsOfIt() throws Exception {
        SessionUnderTest session = open(QUICK, LONG, Duration.ofMillis(300));
        subscribed();
        feed.calls.add("202 Accepted");
        feed.calls.add(NONE);
        session.send(call(Call.Type.REVIVE));
        session.send(call(Call.Type.SUPPRESS));
        session.send(call(Call.Type.KILL));
        feed.waiting(0);
        session.end();
        assertThat(session.ends(Duration.ofSeconds(10))).isTrue();
        ClientEvent.CallDropped dropped = scheduler.next(ClientEvent.CallDropped.class);
        assertThat(dropped.call().getType()).isEqualTo(Call.Type.SUPPRESS);
        assertThat(dropped.message()).isEqualTo("The client is closed.");
        assertThat(scheduler.next(ClientEvent.CallUnanswered.class).call().getType())
                .isEqualTo(Call.Type.KILL);
    }

    @Test
    void aSubscriptionThatComesAfterTheEndIsNotTaken() throws Exception {
        feed.subscriptions.add(NONE);
        SessionUnderTest session = open();
        feed.waiting(0);
        session.end();
        assertThat(session.ends(Duration.ofSeconds(10))).isTrue();
        awaitConnections(master, 0);
    }
}
