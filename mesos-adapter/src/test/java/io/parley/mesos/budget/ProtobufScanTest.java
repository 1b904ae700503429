package io.parley.mesos.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.mesos.recordio.Recordings;
import java.io.IOException;
import java.util.SplittableRandom;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;

class ProtobufScanTest {

    private static final long SEED = Long.getLong("parley.seed", 20261129);

    /** What protobuf reads, the scan reads too: a record that only one of them understands is none that is counted. */
    @Test
    void readsWhateverProtobufReads() {
        System.out.println("ProtobufScanTest runs with -Dparley.seed=" + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        int read = 0;
        for (byte[] recorded : Recordings.records("protobuf-1-multirole/01-subscribe")) {
            for (int round = 0; round < 2000; round++) {
                byte[] record = recorded.clone();
                for (int flip = round == 0 ? 0 : 1 + random.nextInt(3); flip > 0; flip--) {
                    record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
                }
                if (parses(record)) {
                    read++;
                    assertThat(scans(record)).as("round %s", round).isTrue();
                }
            }
        }
        assertThat(read).isGreaterThan(5000);
    }

    @Test
    void countsMessagesByTheirFieldsAndTextsByTheirLength() throws IOException {
        Event none = Event.newBuilder().build();
        Event.Builder offers = none.toBuilder().setType(Event.Type.OFFERS);
        offers.getOffersBuilder().addOffers(offer("")).addOffers(offer(""));
        long two = spent(offers.buildPartial());
        offers.getOffersBuilder().addOffers(offer(""));
        long three = spent(offers.buildPartial());
        int fields = Offer.getDescriptor().getFields().size();

        assertThat(spent(none)).isEqualTo(58 + 6 * 11);
        assertThat(three - two).as("one offer more").isEqualTo(58 + 6 * fields + 58 + record(offer("")));
        offers.getOffersBuilder().addOffers(offer("x".repeat(100)));
        assertThat(spent(offers.buildPartial()) - three)
                .as("one with a long host name more")
                .isEqualTo(58 + 6 * fields + 58 + 100 + record(offer("x".repeat(100))));
    }

    @Test
    void namesOnlyTheFirstFieldsThatAreMissing() {
        Event.Builder event = Event.newBuilder();
        for (int offer = 0; offer < 1000; offer++) {
            event.getOffersBuilder().addOffersBuilder();
        }
        assertThat(RequiredFields.missing(event))
                .isEqualTo("offers.offers[0].id, offers.offers[0].framework_id, offers.offers[0].agent_id,"
                        + " offers.offers[0].hostname, offers.offers[1].id, …");
        event.clearOffers();
        event.getUpdateBuilder().getStatusBuilder();
        assertThat(RequiredFields.missing(event)).isEqualTo("update.status.task_id, update.status.state");
        assertThat(RequiredFields.missing(Event.newBuilder())).isEmpty();
    }

    @Test
    void refusesWhatIsNotLeft() throws IOException {
        byte[] record = new byte[100];
        assertThatThrownBy(() -> MemoryBudget.ofRecord(record.length, 99))
                .isInstanceOf(BudgetExceededException.class)
                .hasMessage("a record of 100 bytes takes, with what is made of it, more than the 99 bytes that an event"
                        + " may take");
        MemoryBudget budget = MemoryBudget.ofRecord(record.length, 200);
        budget.need(100);
        assertThatThrownBy(() -> budget.need(101)).isInstanceOf(BudgetExceededException.class);
        assertThat(budget.spent()).isEqualTo(100);
    }

    private static Offer offer(String host) {
        return Offer.newBuilder().setHostname(host).buildPartial();
    }

    /** With its tag and its length, of one byte. */
    private static int record(Offer offer) {
        return 2 + offer.getSerializedSize();
    }

    private static long spent(Event event) throws IOException {
        byte[] record = event.toByteString().toByteArray();
        MemoryBudget budget = MemoryBudget.ofRecord(record.length, Long.MAX_VALUE);
        ProtobufScan.spend(record, Event.getDescriptor(), budget);
        return budget.spent();
    }

    private static boolean parses(byte[] record) {
        try {
            Event.parser().parsePartialFrom(record);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean scans(byte[] record) {
        try {
            ProtobufScan.spend(record, Event.getDescriptor(), MemoryBudget.ofRecord(record.length, Long.MAX_VALUE));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
