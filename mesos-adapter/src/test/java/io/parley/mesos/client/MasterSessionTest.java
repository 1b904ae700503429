package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from what while a client looks for a subscription, has one and loses it. */
class MasterSessionTest extends SessionFixture {

    @Test
    void startsNothingOnceItIsClosed() throws Exception {
        try (SessionUnderTest session = new SessionUnderTest(scheduler, ClientOptions.DEFAULT)) {
            session.end();
            assertThat(session.ends(LONG)).isTrue();
            session.session.start();
            assertThat(session.masters.started).isFalse();
        }
    }

    /** The 6th wait in a row is of 160 to 320 ms, the 7th of 320 to 640 ms. */
    @Test
    void losingASubscriptionSoonCountsAsOneMoreTryInVain() throws Exception {
        for (int time = 0; time < 5; time++) {
            feed.subscriptions.add("503 Not Yet");
        }
        open(new BackOff(Duration.ofMillis(10), Duration.ofSeconds(20)), LONG, LONG);
        ScriptedMaster.Connection stream = subscribed();
        scheduler.happened.clear();
        feed.subscriptions.add("503 Not Yet");
        long lost = System.nanoTime();
        stream.close();

        assertThat(scheduler.next(ClientEvent.SubscriptionDelayed.class).delay())
                .isBetween(Duration.ofMillis(320), Duration.ofMillis(640));
        assertThat(Duration.ofNanos(System.nanoTime() - lost)).isGreaterThan(Duration.ofMillis(160));
    }

    /** Else a proxy that refuses what it lets through at first would be asked without a pause. */
    @Test
    void aRefusedAnswerToOffersCountsAsOneMoreTryInVain() throws Exception {
        for (int time = 0; time < 5; time++) {
            feed.subscriptions.add("503 Not Yet");
        }
        SessionUnderTest session = open(new BackOff(Duration.ofMillis(10), Duration.ofSeconds(20)), LONG, LONG);
        subscribed();
        scheduler.happened.clear();
        feed.subscriptions.add("503 Not Yet");
        feed.calls.add("413 Request Entity Too Large");
        long refused = System.nanoTime();
        session.send(call(Call.Type.DECLINE));

        assertThat(scheduler.next(ClientEvent.SubscriptionDelayed.class).delay())
                .isBetween(Duration.ofMillis(320), Duration.ofMillis(640));
        assertThat(Duration.ofNanos(System.nanoTime() - refused)).isGreaterThan(Duration.ofMillis(160));
        subscribed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reconnect", "renew", "leader"})
    void beginsAnewAtOnceAndWithShortWaitsAfterWhatWasNoFailure(String why) throws Exception {
        for (int time = 0; time < 5; time++) {
            feed.subscriptions.add("503 Not Yet");
        }
        SessionUnderTest session = open(new BackOff(Duration.ofMillis(10), Duration.ofSeconds(20)), LONG, LONG);
        subscribed();
        scheduler.happened.clear();
        feed.subscriptions.add("503 Not Yet");
        switch (why) {
            case "reconnect" -> session.reconnect();
            case "renew" -> session.renew();
            default -> session.masters.name(other);
        }

        assertThat(scheduler.next(ClientEvent.SubscriptionDelayed.class).delay())
                .isLessThanOrEqualTo(Duration.ofMillis(10));
        subscribed();
    }

    @Test
    void reconnectsAlsoWhileTheSchedulerHasNotSubscribedYet() throws Exception {
        scheduler = idle();
        SessionUnderTest session = open();
        assertThat(scheduler.nextTold()).isEqualTo("connected");
        session.renew();
        Thread.sleep(200);
        assertThat(scheduler.told).as("of the renewal of what is not there").isEmpty();
        session.reconnect();
        assertThat(scheduler.nextTold()).isEqualTo("disconnected");
        assertThat(scheduler.nextTold()).isEqualTo("connected");
    }

    /** Else every one would hold a place of those that may wait, for ever. */
    @Test
    void aCallThatIsNotSentIsDoneWithAtOnce() throws Exception {
        scheduler = idle();
        SessionUnderTest session = open();
        CountDownLatch done = new CountDownLatch(2);
        session.loop.execute(() -> session.session.submit(call(Call.Type.KILL), done::countDown));
        session.loop.execute(
                () -> session.session.submit(RecordingScheduler.subscription(Optional.empty()), done::countDown));
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(scheduler.next(ClientEvent.CallDropped.class).message()).isEqualTo("There is no subscription.");
    }

    /** Else every time would keep a place of those that may wait, for ever. The first word takes the only turn. */
    @Test
    void theSameWordAboutOffersThatIsSaidAgainIsDoneWithEachTime() throws Exception {
        SessionUnderTest session = open();
        subscribed();
        Call suppress = call(Call.Type.SUPPRESS).toBuilder()
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .build();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch third = new CountDownLatch(1);
        session.loop.execute(() -> session.session.submit(suppress, first::countDown));
        session.loop.execute(() -> session.session.submit(suppress, second::countDown));
        session.loop.execute(() -> session.session.submit(suppress, third::countDown));
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.await(10, TimeUnit.SECONDS))
                .as("replaced by the third")
                .isTrue();
        assertThat(third.getCount()).as("it waits for its turn").isEqualTo(1);
        session.reconnect();
        assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
        subscribed();
    }

    /** The answer to what was given up comes late, and is nobody's. */
    @Test
    void reconnectsWhileASubscriptionIsTriedAndTakesOneOnly() throws Exception {
        feed.subscriptions.add(SessionUnderTest.Moody.NONE);
        SessionUnderTest session = open();
        ScriptedMaster.Connection late = feed.waiting(0);
        session.reconnect();
        subscribed();
        try {
            late.write(EventFeed.head(ContentEncoding.PROTOBUF.contentType()));
            feed.emit(late, EventFeed.subscribed("g", 15));
        } catch (IOException e) {
            // It is closed already, as it should be.
        }
        Thread.sleep(300);
        assertThat(scheduler.told).containsExactly("connected", "disconnected", "connected", "SUBSCRIBED");
        assertThat(master.connections()).isEqualTo(1);
    }

    @Test
    void theStreamOfBeforeIsClosedAndItsCallsAreToldAsUnansweredOrDropped() throws Exception {
        SessionUnderTest session = open();
        subscribed();
        feed.calls.add("202 Accepted");
        feed.calls.add(SessionUnderTest.Moody.NONE);
        session.send(call(Call.Type.REVIVE));
        session.send(call(Call.Type.SUPPRESS));
        session.send(call(Call.Type.REQUEST));
        feed.waiting(0);
        session.reconnect();

        assertThat(scheduler.next(ClientEvent.CallDropped.class).call().getType())
                .isEqualTo(Call.Type.SUPPRESS);
        assertThat(scheduler.next(ClientEvent.CallUnanswered.class).call().getType())
                .isEqualTo(Call.Type.REQUEST);
        subscribed();
        awaitConnections(master, 1);
    }

    @Test
    void triesTheSubscriptionThatTheSchedulerSentLast() throws Exception {
        feed.subscriptions.add("503 Not Yet");
        SessionUnderTest session = open(new BackOff(Duration.ofMillis(300), Duration.ofMillis(300)), LONG, LONG);
        scheduler.next(ClientEvent.SubscriptionDelayed.class);
        Call.Builder second = RecordingScheduler.subscription(Optional.empty()).toBuilder();
        second.getSubscribeBuilder().getFrameworkInfoBuilder().setName("second");
        session.send(second.build());
        subscribed();
        assertThat(scheduler.next(ClientEvent.Subscribed.class).master().getPort())
                .isEqualTo(master.port());

        assertThat(info(master.next()).getName()).isEqualTo("test");
        assertThat(info(master.next()).getName()).isEqualTo("second");
        session.send(second.build());
        assertThat(scheduler.next(ClientEvent.CallDropped.class).message())
                .isEqualTo("There is a subscription already.");
    }

    @Test
    void countsTheTimeForTheFirstSubscriptionAnewAfterARefusal() throws Exception {
        feed.subscriptions.add("400 Bad Request");
        feed.subscriptions.add(SessionUnderTest.Moody.NONE);
        long begun = System.nanoTime();
        SessionUnderTest session = open(QUICK, Duration.ofSeconds(3), LONG);
        assertThat(scheduler.nextEvent().getError().getMessage()).contains("refused SUBSCRIBE with 400");
        Thread.sleep(
                Math.max(0, 2000 - Duration.ofNanos(System.nanoTime() - begun).toMillis()));
        session.send(RecordingScheduler.subscription(Optional.empty()));
        long again = System.nanoTime();

        assertThat(scheduler.nextEvent().getError().getMessage())
                .matches("No Mesos master took the subscription within 3.0 s\\. The Mesos master http://[^ ]+ gave no"
                        + " answer\\.");
        assertThat(Duration.ofNanos(System.nanoTime() - again)).isGreaterThan(Duration.ofMillis(2900));

        // What is answered after the error is nobody's.
        try {
            feed.waiting(0).write(EventFeed.head(ContentEncoding.PROTOBUF.contentType()));
            feed.emit(feed.waiting(0), EventFeed.subscribed("f", 15));
        } catch (IOException e) {
            // It is closed already, as it should be.
        }
        Thread.sleep(300);
        assertThat(scheduler.told).containsExactly("connected", "ERROR", "ERROR");
    }

    @Test
    void aSchedulerThatDoesNotSubscribeIsToldNoError() throws Exception {
        scheduler = idle();
        open(QUICK, Duration.ofMillis(200), LONG);
        assertThat(scheduler.nextTold()).isEqualTo("connected");
        Thread.sleep(600);
        assertThat(scheduler.told).isEmpty();
    }

    /** Once a master was known, a scheduler that is told an error would give its tasks up for what may pass. */
    @Test
    void afterTheFirstSubscriptionALostMasterIsLookedForWithoutEnd() throws Exception {
        SessionUnderTest session = open(QUICK, Duration.ofMillis(300), LONG);
        ScriptedMaster.Connection stream = subscribed();
        for (int time = 0; time < 10; time++) {
            feed.subscriptions.add("503 Not Yet");
        }
        feed.subscriptions.add(SessionUnderTest.Moody.NONE);
        stream.close();
        feed.waiting(0);
        Thread.sleep(600);
        session.reconnect();
        subscribed();
        assertThat(scheduler.told).doesNotContain("ERROR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"current", "anotherOne", "succeeded"})
    void aStepThatFailsIsFollowedByAnotherTry(String step) throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection stream = subscribed();
        session.masters.failing = step;
        if (step.equals("anotherOne")) {
            feed.subscriptions.add("503 Not Yet");
        }
        stream.close();
        if (step.equals("succeeded")) {
            // Of the step that failed; nobody tells what comes, which closes it.
            try {
                feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
            } catch (IOException e) {
                // It is closed already.
            }
        }
        subscribed();
        assertThat(session.masters.failing).isEmpty();
        awaitConnections(master, 1);
    }

    /** What a master of a framework's new scheduler answers to the old one, which may not have read its stream yet. */
    @Test
    void aFrameworkThatAnotherTookOverIsNotTakenBackBecauseACallIsRefusedFirst() throws Exception {
        scheduler = idle();
        SessionUnderTest session = open();
        session.send(RecordingScheduler.subscription(Optional.empty()));
        ScriptedMaster.Connection stream = subscribed();
        feed.calls.add(SessionUnderTest.Moody.NONE);
        session.send(call(Call.Type.KILL));
        feed.waiting(0)
                .answer(
                        "400 Bad Request",
                        "The stream ID included in this request didn't match the stream ID currently associated with"
                                + " framework ID f");
        Thread.sleep(300);
        assertThat(scheduler.told).as("nothing is given up yet").containsExactly("connected", "SUBSCRIBED");

        feed.emit(
                stream,
                Event.newBuilder()
                        .setType(Event.Type.ERROR)
                        .setError(Event.Error.newBuilder().setMessage("Framework failed over"))
                        .build());
        stream.close();
        assertThat(scheduler.nextEvent().getError().getMessage()).isEqualTo("Framework failed over");
        assertThat(scheduler.next(ClientEvent.CallDropped.class).call().getType())
                .isEqualTo(Call.Type.KILL);
        scheduler.next(ClientEvent.Disconnected.class);
        assertThat(scheduler.told).startsWith("connected", "SUBSCRIBED", "ERROR", "disconnected");
    }

    /** Where memory was short for one step, what was asked before it may never be answered. */
    @Test
    void afterAnyStepThatFailsTheSubscriptionIsTriedAnewAndOnceOnly() throws Exception {
        feed.subscriptions.add(SessionUnderTest.Moody.NONE);
        SessionUnderTest session = open();
        feed.waiting(0);
        session.loop.execute(() -> {
            throw new IllegalStateException("as the test wants");
        });
        subscribed();
        awaitConnections(master, 1);
        assertThat(scheduler.next(ClientEvent.SubscriptionDelayed.class).message())
                .isEqualTo("A step of the client failed (java.lang.IllegalStateException: as the test wants).");
    }

    private static FrameworkInfo info(ScriptedMaster.Request request) throws Exception {
        return Call.parseFrom(request.body()).getSubscribe().getFrameworkInfo();
    }
}
