package io.parley.mesos.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.mesos.budget.BudgetExceededException;
import io.parley.mesos.budget.MemoryBudget;
import io.parley.mesos.recordio.Recordings;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.mesos.v1.Protos.MasterInfo;
import org.apache.mesos.v1.Protos.Volume;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMessagesTest {

    static final List<String> JSON_STREAMS = Recordings.STREAMS.stream()
            .filter(name -> !Recordings.isProtobuf(name))
            .toList();

    @ParameterizedTest
    @FieldSource("JSON_STREAMS")
    void readsEveryRecordedEventWithoutLosingAnything(String name) throws Exception {
        for (byte[] record : Recordings.records(name)) {
            assertThat(JsonTree.of(JsonMessageWriter.write(event(record)))).isEqualTo(JsonTree.of(known(record)));
        }
    }

    /** The recorder of the traffic decoded the protobuf events with other software. */
    @Test
    void writesProtobufEventsAsTheRecorderOfTheTrafficDid() throws Exception {
        String name = "protobuf-1-multirole/01-subscribe";
        List<byte[]> records = Recordings.records(name);
        List<String> lines = new String(Recordings.bytes(name + ".events.ndjson"), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(lines).hasSameSizeAs(records);
        for (int at = 0; at < records.size(); at++) {
            Map<?, ?> line = (Map<?, ?>) JsonTree.of(known(bytes(lines.get(at))));
            Event event = Event.parseFrom(records.get(at));
            assertThat(JsonTree.of(JsonMessageWriter.write(event)))
                    .isEqualTo(Objects.requireNonNull(line.get("event")));
            // Protobuf keeps the capability that the jar has no name for.
            if (event.getType() != Event.Type.SUBSCRIBED) {
                assertThat(event(JsonMessageWriter.write(event))).isEqualTo(event);
            }
        }
    }

    @Test
    void passesOverWhatItDoesNotKnow() throws Exception {
        Event event = event("""
                {"type":"NEWER_THAN_US","later":{"a":[1,{"b":null}]},"subscribed":{"framework_id":{"value":"f"},
                "master_info":null,"heartbeat_interval_seconds":15}}""".getBytes(StandardCharsets.UTF_8));

        assertThat(event.hasType()).isFalse();
        assertThat(event.getSubscribed().getFrameworkId().getValue()).isEqualTo("f");
        assertThat(event.getSubscribed().hasMasterInfo()).isFalse();
        assertThat(event.getSubscribed().getHeartbeatIntervalSeconds()).isEqualTo(15);
    }

    @Test
    void passesOverUnknownElementsOfListsOfEnums() throws Exception {
        MasterInfo.Builder info = MasterInfo.newBuilder();
        JsonMessageReader.read(bytes("""
                {"id":"m","ip":4278190207,"port":5050,
                "capabilities":[{"type":"AGENT_UPDATE"},{"type":"SOMETHING_NEW"}]}"""), info);

        assertThat(Integer.toUnsignedLong(info.getIp())).isEqualTo(4278190207L);
        assertThat(new String(JsonMessageWriter.write(info.build()), StandardCharsets.UTF_8))
                .contains("4278190207");
        assertThat(info.getCapabilitiesCount()).isEqualTo(2);
        assertThat(info.getCapabilities(1).hasType()).isFalse();
    }

    @Test
    void keepsMapsAndUnsignedNumbers() throws Exception {
        Volume.Builder volume = Volume.newBuilder();
        byte[] json = bytes("""
                {"mode":"RW","container_path":"/x","source":{"type":"CSI_VOLUME","csi_volume":{"plugin_name":"p",
                "static_provisioning":{"volume_id":"v","volume_capability":{"mount":{},
                "access_mode":{"mode":"SINGLE_NODE_WRITER"}},"volume_context":{"a":"1","b":"2"}}}}}""");

        JsonMessageReader.read(json, volume);

        assertThat(JsonTree.of(JsonMessageWriter.write(volume.build()))).isEqualTo(JsonTree.of(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|is a JSON object",
                "|is a JSON object",
                "{}{}|follows the JSON object",
                "{|Not JSON",
                "{\"type\":\"HEARTBEAT\"|Not JSON",
                "{\"type\":1}|Event.type is not a text",
                "{\"offers\":[]}|Event.offers is not an object",
                "{\"offers\":{\"offers\":{}}}|Offers.offers is not a list",
                "{\"update\":{\"status\":{\"uuid\":\"###\"}}}|TaskStatus.uuid is not Base64",
                "{\"update\":{\"status\":{\"healthy\":1}}}|TaskStatus.healthy is not true or false",
                "{\"update\":{\"status\":{\"timestamp\":\"x\"}}}|TaskStatus.timestamp is not a number",
                "{\"update\":{\"status\":{\"timestamp\":1e999}}}|TaskStatus.timestamp is out of its range",
                "{\"failure\":{\"status\":2147483648}}|Failure.status is out of its range",
                "{\"failure\":{\"status\":1.5}}|Failure.status is not a whole number",
                "{\"failure\":{\"status\":99999999999999999999999999}}|Failure.status is out of its range",
                "{\"subscribed\":{\"master_info\":{\"ip\":-1}}}|MasterInfo.ip is out of its range",
                "{\"subscribed\":{}}|Required fields are missing: subscribed.framework_id",
                "{\"type\":NaN}|Not JSON"
            })
    void refusesWhatIsNotTheMessage(String json, String message) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> event(bytes(json == null ? "" : json)))
                .withMessageContaining(message);
    }

    /** Another encoding would hide where its texts end. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32"})
    void readsUtf8Only(String charset) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> event("{\"type\":\"HEARTBEAT\"}".getBytes(Charset.forName(charset))))
                .withMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a message|{\"offers\":{\"offers\":[{},{}]}}|{\"offers\":{\"offers\":[{},{},{}]}}|124",
                "a text|{\"error\":{\"message\":\"abc\"}}|{\"error\":{\"message\":\"abcde\"}}|4",
                "a name that is not known|{\"a\":1}|{\"a\":1,\"b\":1}|132",
                "one in what is passed over|{\"a\":{\"b\":[1]}}|{\"a\":{\"b\":[{\"c\":1}]}}|132",
                "what is passed over|{\"a\":[]}|{\"a\":[[1],[{}],\"x\",null]}|0"
            })
    void countsWhatItMakesBeforeItIsMade(String what, String less, String more, long difference) throws Exception {
        assertThat(spent(more) - spent(less)).as(what).isEqualTo(difference + more.length() - less.length());
        MemoryBudget tooSmall = MemoryBudget.ofRecord(more.length(), spent(more) - 1);
        assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> read(more, tooSmall));
    }

    @Test
    void aTextNeedsRoomForTheParserToo() throws Exception {
        String json = "{\"error\":{\"message\":\"" + "\\\"".repeat(1000) + "\"}}";
        assertThatExceptionOfType(BudgetExceededException.class)
                .isThrownBy(() -> read(json, MemoryBudget.ofRecord(json.length(), json.length() + 12_000)));
        read(json, MemoryBudget.ofRecord(json.length(), json.length() + 12_100));
    }

    private static long spent(String json) throws Exception {
        MemoryBudget budget = MemoryBudget.ofRecord(json.length(), Long.MAX_VALUE);
        read(json, budget);
        return budget.spent();
    }

    /** Whether something required is missing, does not matter. */
    private static void read(String json, MemoryBudget budget) throws Exception {
        try {
            JsonMessageReader.read(bytes(json), Event.newBuilder(), budget);
        } catch (MalformedJsonException e) {
            assertThat(e).hasMessageStartingWith("Required fields are missing");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {150, 100_000})
    void refusesNestingDeeperThanProtobufDoes(int depth) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> event(bytes("{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}")));
    }

    @Test
    void hasNoWordForInfinity() {
        Call.Builder call = Call.newBuilder().setType(Call.Type.DECLINE);
        call.getDeclineBuilder().getFiltersBuilder().setRefuseSeconds(Double.POSITIVE_INFINITY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonMessageWriter.write(call.build()))
                .withMessageContaining("mesos.v1.Filters.refuse_seconds");
    }

    private static Event event(byte[] json) throws MalformedJsonException {
        Event.Builder event = Event.newBuilder();
        JsonMessageReader.read(json, event);
        return event.build();
    }

    /** The master is newer than the jar: one of its capabilities has no name there. */
    private static byte[] known(byte[] json) {
        return bytes(new String(json, StandardCharsets.UTF_8)
                .replaceAll("\\{\"type\": ?\"QUOTA_V2\"}", "{}")
                // The recorder wrote these numbers as texts, the master does not.
                .replaceAll("\"(begin|end|nanoseconds)\": \"([0-9]+)\"", "\"$1\": $2"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
