package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.mesos.budget.MemoryBudget;
import io.parley.mesos.recordio.Recordings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that cannot be taken, over real HTTP, and what the scheduler learns of them. */
@Timeout(60)
class UnreadableEventsTest {

    private static final int BOUND = 100_000;

    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final ClientOptions options = ClientOptions.DEFAULT
            .withWaits(MesosHttpClientTest.QUICK)
            .withBounds(new ClientOptions.Bounds(BOUND, 1 << 20, 100))
            .withListener(scheduler);

    @ParameterizedTest
    @EnumSource(ContentEncoding.class)
    void tellsTheSchedulerBoundAndCureAfterTheSameEventWasTooLargeThreeTimes(ContentEncoding encoding)
            throws Exception {
        EventFeed feed = new EventFeed(encoding);
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client =
                        MesosHttpClient.connect(master.address(), options.withEncoding(encoding), scheduler)) {
            for (int subscription = 0; subscription < 3; subscription++) {
                ScriptedMaster.Connection stream = feed.stream();
                feed.emit(stream, EventFeed.subscribed("f", 15));
                assertThat(scheduler.nextEvent().getType()).isEqualTo(Event.Type.SUBSCRIBED);
                feed.emit(stream, offers(40));
            }

            Event error = scheduler.nextEvent();
            assertThat(error.getType()).isEqualTo(Event.Type.ERROR);
            assertThat(error.getError().getMessage())
                    .startsWith("The Mesos master http://127.0.0.1:" + master.port()
                            + " sent an event that is too large: a record of ")
                    .contains(
                            " bytes takes, with what is made of it, more than the 100000 bytes that an event may take")
                    .endsWith("So ended 3 subscriptions in a row; there is no other before the scheduler reconnects."
                            + " Raise the bound on an event, which is 100000 bytes of memory"
                            + " (parley.mesos.event-memory, ClientOptions.Bounds.eventBytes), and the heap with it.");
            Thread.sleep(300);
            assertThat(scheduler.told)
                    .containsExactly(
                            "connected",
                            "SUBSCRIBED",
                            "disconnected",
                            "connected",
                            "SUBSCRIBED",
                            "disconnected",
                            "connected",
                            "SUBSCRIBED",
                            "ERROR",
                            "disconnected");

            client.reconnect();
            ScriptedMaster.Connection stream = feed.stream();
            feed.emit(stream, EventFeed.subscribed("f", 15));
            feed.emit(stream, offers(5));
            scheduler.nextEvent();
            assertThat(scheduler.nextEvent()).isEqualTo(offers(5));
        }
    }

    @Test
    void tellsHowLongARecordIsThatIsNotEvenBegun() throws Exception {
        EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF);
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            EventFeed.chunk(feed.stream(), "50001\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(scheduler.next(ClientEvent.Disconnected.class).message())
                    .endsWith(" sent an event that is too large: A record of 50001 bytes is longer than the bound of"
                            + " 50000 bytes.");
            client.reconnect();
            feed.stream();
        }
    }

    @Test
    void tellsTheSchedulerThatWhatComesIsNoEventStream() throws Exception {
        EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF);
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            for (int subscription = 0; subscription < 3; subscription++) {
                EventFeed.chunk(feed.stream(), "<html>".getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(scheduler.nextEvent().getError().getMessage())
                    .contains("sent what is not RecordIO")
                    .endsWith("Check that a Mesos master is at this address, and no proxy before it that changes its"
                            + " answers (mesos.master).");
            client.reconnect();
            feed.stream();
        }
    }

    @ParameterizedTest
    @CsvSource({"PT1S, true", "PT11M, false"})
    void countsStreamsInARowThatDidNotLiveLong(Duration lived, boolean inVain) {
        UnreadableStreams unreadable = new UnreadableStreams(1);
        for (int stream = 0; stream < 2; stream++) {
            assertThat(unreadable.inVainAfter(EventStream.End.TOO_LARGE, lived)).isFalse();
            assertThat(unreadable.inVainAfter(EventStream.End.LOST, Duration.ofSeconds(1)))
                    .isFalse();
        }
        assertThat(unreadable.inVainAfter(EventStream.End.UNREADABLE, lived)).isEqualTo(inVain);
        assertThat(unreadable.inVainAfter(EventStream.End.UNREADABLE, Duration.ZERO))
                .as("after the scheduler has been told, or with one before")
                .isFalse();
    }

    @Test
    void doesNotKeepAFrameworkIdThatIsNone() throws Exception {
        EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF);
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            feed.emit(feed.stream(), EventFeed.subscribed("x".repeat(4100), 15));

            assertThat(scheduler.next(ClientEvent.Disconnected.class).message())
                    .endsWith("sent a framework id of more than 4096 bytes.");
            assertThat(scheduler.framework).isEqualTo(Optional.empty());
            client.reconnect();
            feed.stream();
        }
    }

    /** What memory that is short, or a fault of ours, does to the threads that read. */
    @Test
    void anErrorWhileAnEventIsTakenEndsTheStreamAndIsTold() {
        AtomicBoolean told = new AtomicBoolean();
        EventStream stream = new EventStream(ContentEncoding.PROTOBUF, ClientOptions.Bounds.DEFAULT);
        stream.open(new EventStream.Receiver() {
            @Override
            public void arrived(Event event, Runnable handled) {
                throw new StackOverflowError("deep");
            }

            @Override
            public void ended(String why, EventStream.End how) {
                assertThat(why).isEqualTo("sent an event that could not be taken: java.lang.StackOverflowError: deep");
                assertThat(told.getAndSet(true)).isFalse();
            }
        });
        stream.onNext(java.util.List.of(java.nio.ByteBuffer.wrap(
                HostileStreams.framed(EventFeed.heartbeat().toByteArray()))));

        assertThat(told).isTrue();
    }

    /** One offer of a real master, of an agent with four resources, once for each agent. */
    @ParameterizedTest
    @CsvSource({"PROTOBUF, 8000", "JSON, 6000"})
    void takesTheFirstOffersOfAClusterOfThousandsOfAgentsByDefault(ContentEncoding encoding, int agents)
            throws IOException {
        Event event = offers(agents);
        byte[] record = encoding == ContentEncoding.PROTOBUF
                ? event.toByteArray()
                : io.parley.mesos.json.JsonMessageWriter.write(event);
        MemoryBudget budget = MemoryBudget.ofRecord(record.length, ClientOptions.Bounds.DEFAULT.eventBytes());

        assertThat(encoding.decode(record, budget)).isEqualTo(event);
        System.out.println(encoding + ": " + budget.spent() / agents + " bytes an offer");
    }

    private static Event offers(int number) throws IOException {
        Event recorded = Event.parseFrom(
                Recordings.records("protobuf-1-multirole/01-subscribe").get(1));
        Offer offer = recorded.getOffers().getOffers(0);
        Event.Builder event = recorded.toBuilder();
        event.getOffersBuilder().clearOffers();
        for (int agent = 0; agent < number; agent++) {
            event.getOffersBuilder().addOffers(offer);
        }
        return event.build();
    }
}
