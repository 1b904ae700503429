package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.scheduler.Mesos;
import org.junit.jupiter.api.Test;

/** What a client does when it is told that a master leads, which may be the one it knows. */
class LeaderChangeTest extends SessionFixture {

    private static final String NONE = SessionUnderTest.Moody.NONE;

    @Test
    void turnsToTheNewLeaderWhileItWaitsForAnAnswerOfTheOldOne() throws Exception {
        feed.subscriptions.add(NONE);
        SessionUnderTest session = open();
        feed.waiting(0);
        session.masters.name(other);
        subscribed();
        assertThat(other.requestsNotAskedFor()).isEqualTo(1);
        awaitConnections(master, 0);
    }

    @Test
    void asksTheSameLeaderOnlyOnceHoweverOftenItIsTold() throws Exception {
        feed.subscriptions.add(NONE);
        SessionUnderTest session = open();
        feed.waiting(0);
        session.masters.name(master);
        session.masters.name(Optional.empty());
        Thread.sleep(100);
        session.masters.name(master);
        Thread.sleep(300);
        assertThat(master.requestsNotAskedFor()).isEqualTo(1);
    }

    @Test
    void keepsItsSubscriptionWhileTheLeaderIsTheSameOrUnknown() throws Exception {
        SessionUnderTest session = open();
        subscribed();
        session.masters.name(Optional.empty());
        Thread.sleep(100);
        session.masters.name(Optional.of(URI.create("http://127.0.0.1:" + master.port() + "/master/api/v1/scheduler")));
        Thread.sleep(300);
        assertThat(scheduler.told).containsExactly("connected", "SUBSCRIBED");
    }

    /** The wait between two tries is for a master that may be down, and another one is up. */
    @Test
    void anotherLeaderEndsTheWaitForTheNextTryAndTakesItsPlace() throws Exception {
        feed.subscriptions.add("503 Not Yet");
        SessionUnderTest session = open(new BackOff(Duration.ofSeconds(20), Duration.ofSeconds(20)), LONG, LONG);
        scheduler.next(ClientEvent.SubscriptionDelayed.class);
        session.masters.name(other);
        subscribed();
        assertThat(master.requestsNotAskedFor()).isEqualTo(1);
    }

    @Test
    void theNewLeaderIsAskedOnceThoughATryWasDue() throws Exception {
        feed.subscriptions.add("503 Not Yet");
        feed.subscriptions.add(NONE);
        SessionUnderTest session = open(new BackOff(Duration.ofMillis(800), Duration.ofMillis(800)), LONG, LONG);
        scheduler.next(ClientEvent.SubscriptionDelayed.class);
        session.masters.name(other);
        feed.waiting(0);
        Thread.sleep(1200);
        assertThat(other.requestsNotAskedFor()).isEqualTo(1);
    }

    @Test
    void anotherLeaderTakesThePlaceOfTheNextConnection() throws Exception {
        SessionUnderTest session =
                open(new BackOff(Duration.ofSeconds(3), Duration.ofSeconds(3)), LONG, Duration.ofSeconds(1));
        ScriptedMaster.Connection stream = subscribed();
        stream.close();
        scheduler.next(ClientEvent.Disconnected.class);
        long lost = System.nanoTime();
        session.masters.name(other);
        subscribed();
        assertThat(Duration.ofNanos(System.nanoTime() - lost))
                .as("less than the wait")
                .isLessThan(Duration.ofMillis(1500));
        Thread.sleep(3200);
        assertThat(scheduler.told)
                .containsExactly("connected", "SUBSCRIBED", "disconnected", "connected", "SUBSCRIBED");
    }

    @Test
    void theSchedulerIsToldOnceThatItMaySubscribe() throws Exception {
        AtomicInteger subscriptions = new AtomicInteger();
        scheduler = new RecordingScheduler() {
            @Override
            public void connected(Mesos mesos) {
                told.add("connected");
                if (subscriptions.getAndIncrement() == 0) {
                    mesos.send(subscription(framework));
                }
            }
        };
        SessionUnderTest session =
                open(new BackOff(Duration.ofMillis(800), Duration.ofMillis(800)), LONG, Duration.ofSeconds(1));
        subscribed().close();
        scheduler.next(ClientEvent.Disconnected.class);
        session.masters.name(other);
        Thread.sleep(1200);
        assertThat(scheduler.told).containsExactly("connected", "SUBSCRIBED", "disconnected", "connected");
    }

    @Test
    void withoutALeaderFromTheStartTheSchedulerIsToldAnErrorAfterAWhile() throws Exception {
        SessionUnderTest session = open(QUICK, Duration.ofMillis(300), LONG, Optional.empty());
        assertThat(scheduler.nextEvent().getError().getMessage())
                .isEqualTo("No Mesos master took the subscription within 0.3 s. No leading master is known. The test"
                        + " names none.");
        session.masters.name(master);
        subscribed();
    }

    @Test
    void triesNothingWhileNoLeaderIsKnownAndSaysSo() throws Exception {
        SessionUnderTest session = open();
        ScriptedMaster.Connection stream = subscribed();
        scheduler.happened.clear();
        feed.subscriptions.add(NONE);
        stream.close();
        feed.waiting(0);
        session.masters.name(Optional.empty());
        feed.waiting.get(0).close();
        scheduler.next(ClientEvent.SubscriptionDelayed.class);
        ClientEvent.SubscriptionDelayed none = scheduler.next(ClientEvent.SubscriptionDelayed.class);
        assertThat(none.message()).isEqualTo("No leading Mesos master is known. The test names none.");
        assertThat(none.delay()).isPositive();
        session.masters.name(master);
        subscribed();
    }
}
