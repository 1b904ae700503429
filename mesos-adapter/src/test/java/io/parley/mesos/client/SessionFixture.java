package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Two masters over real HTTP, and a session that a test opens and that is closed after it. */
@Timeout(60)
abstract class SessionFixture {

    static final Duration LONG = Duration.ofSeconds(30);
    static final BackOff QUICK = new BackOff(Duration.ofMillis(10), Duration.ofMillis(50));

    final SessionUnderTest.Moody feed = new SessionUnderTest.Moody();
    final ScriptedMaster master = ScriptedMaster.start(feed);
    final ScriptedMaster other = ScriptedMaster.start(feed);
    RecordingScheduler scheduler = new RecordingScheduler();
    private Optional<SessionUnderTest> opened = Optional.empty();

    @AfterEach
    void closeAll() throws Exception {
        if (opened.isPresent()) {
            opened.get().close();
            assertThat(opened.get().masters.stopped).isTrue();
            MesosHttpClientTest.assertNoThreadIsLeft();
        }
        master.close();
        other.close();
    }

    SessionUnderTest open(BackOff backOff, Duration first, Duration close) {
        return open(backOff, first, close, Optional.of(master));
    }

    SessionUnderTest open(BackOff backOff, Duration first, Duration close, Optional<ScriptedMaster> leader) {
        SessionUnderTest session = new SessionUnderTest(
                scheduler,
                ClientOptions.DEFAULT
                        .withWaits(new ClientOptions.Waits(Duration.ofSeconds(5), LONG, first, 3, backOff, close))
                        .withThrottle(new ClientOptions.Throttle(1, Duration.ofMinutes(1))));
        opened = Optional.of(session);
        leader.ifPresent(session.masters::name);
        session.start();
        return session;
    }

    SessionUnderTest open() {
        return open(QUICK, LONG, Duration.ofSeconds(1));
    }

    ScriptedMaster.Connection subscribed() throws Exception {
        ScriptedMaster.Connection stream = feed.stream();
        feed.emit(stream, EventFeed.subscribed("f", 15));
        scheduler.nextEvent();
        return stream;
    }

    /** A scheduler that is told and does nothing. */
    static RecordingScheduler idle() {
        return new RecordingScheduler() {
            @Override
            public void connected(Mesos mesos) {
                told.add("connected");
            }
        };
    }

    /** Waits until a master has so many connections at most. */
    static void awaitConnections(ScriptedMaster master, int most) throws InterruptedException {
        for (int tries = 0; tries < 500 && master.connections() > most; tries++) {
            Thread.sleep(10);
        }
        assertThat(master.connections()).as("open connections").isLessThanOrEqualTo(most);
    }

    static Call call(Call.Type type) {
        return Call.newBuilder().setType(type).build();
    }
}
