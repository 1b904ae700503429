package io.parley.examples.benchmarks.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.examples.benchmarks.mesos.UpdatesBenchmark.Rounds;
import io.parley.examples.benchmarks.mesos.UpdatesCase.Uuids;
import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.json.JsonMessageReader;
import io.parley.mesos.updates.AcknowledgingScheduler;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class UpdatesBenchmarkTest {

    /** Each side ends with an error unless every update came once and was acknowledged. */
    @Test
    void allSidesTakeAndAcknowledgeEveryUpdate() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new UpdatesBenchmark(new UpdatesOptions(500, 1)).run(new PrintStream(out, true, StandardCharsets.UTF_8));

        String text = out.toString(StandardCharsets.UTF_8);
        for (UpdatesCase what : UpdatesCase.all()) {
            assertThat(text)
                    .containsPattern("\n" + what + " +bare, asynchronous +[0-9]")
                    .containsPattern("\n" + what + ": parley takes [0-9.]+ x the time, .+ x the processor time and"
                            + " [0-9.]+ x the bytes of bare, asynchronous\n");
        }
        assertThat(text.lines().filter(line -> line.startsWith("                          parley  ")))
                .hasSize(4);
        assertThat(text.lines().filter(line -> line.startsWith("                          bare, blocking  ")))
                .as("only where something is sent")
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(ContentEncoding.class)
    void bothSidesSendTheSameBytes(ContentEncoding encoding) throws Exception {
        NumberedUpdates.Acknowledgements bare = new NumberedUpdates.Acknowledgements(encoding);
        for (int number : new int[] {0, 1, 255, 256, 99_999, 9_999_999}) {
            Event update = NumberedUpdates.update(number, Uuids.ACKNOWLEDGED);
            Call call = AcknowledgingScheduler.acknowledgement(
                            update.getUpdate().getStatus())
                    .toBuilder()
                    .setFrameworkId(NumberedUpdates.FRAMEWORK)
                    .build();

            assertThat(bare.of(number)).isEqualTo(NumberedUpdates.encoded(call, encoding));
            assertThat(NumberedUpdates.number(call)).isEqualTo(number);
            assertThat(NumberedUpdates.number(update.getUpdate().getStatus())).isEqualTo(number);
        }
    }

    /** As Java loses an answer now and then, see {@link UpdatesMasterProcess}. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4})
    void fewAcknowledgementsThatComeTwiceAreCountedAndManyFailTheRun(int repeats) throws Exception {
        UpdatesCase what = new UpdatesCase(ContentEncoding.JSON, Uuids.ACKNOWLEDGED);
        NumberedUpdates.Acknowledgements calls = new NumberedUpdates.Acknowledgements(ContentEncoding.JSON);
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (UpdatesMasterProcess master = UpdatesMasterProcess.start(what, 2)) {
            HttpResponse<java.io.InputStream> stream = http.send(
                    HttpRequest.newBuilder(master.endpoint())
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            String id = stream.headers().firstValue("Mesos-Stream-Id").orElseThrow();
            assertThat(record(stream.body()).getType()).isEqualTo(Event.Type.SUBSCRIBED);
            assertThat(record(stream.body())).isEqualTo(NumberedUpdates.update(0, Uuids.ACKNOWLEDGED));
            List<Integer> numbers = new ArrayList<>(Collections.nCopies(1 + repeats, 1));
            numbers.add(0);
            for (int number : numbers) {
                assertThat(http.send(
                                        HttpRequest.newBuilder(master.endpoint())
                                                .header("Mesos-Stream-Id", id)
                                                .POST(HttpRequest.BodyPublishers.ofByteArray(calls.of(number)))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(202);
            }
            if (repeats < 4) {
                assertThat(master.awaitAcknowledged(2)).isEqualTo(repeats);
            } else {
                assertThatThrownBy(() -> master.awaitAcknowledged(2))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("4 of 2 updates were acknowledged twice");
            }
            stream.body().close();
        }
    }

    static Stream<UpdatesSide> sides() {
        return Stream.of(
                new BareUpdates(BareUpdates.Sending.ASYNCHRONOUS),
                new BareUpdates(BareUpdates.Sending.BLOCKING),
                new ParleyUpdates());
    }

    @ParameterizedTest
    @MethodSource("sides")
    void anAcknowledgementWithoutAnAnswerIsSentAgain(UpdatesSide side) throws Exception {
        UpdatesCase what = new UpdatesCase(ContentEncoding.PROTOBUF, Uuids.ACKNOWLEDGED);
        try (UpdatesMasterProcess master = UpdatesMasterProcess.startThatLoses(7, what, 300)) {
            // Which ends only once all of them are counted.
            assertThat(side.run(master, what, 300).costs().nanos()).isPositive();
        }
    }

    @Test
    void theReportTellsRateGarbageAndRatios() {
        ProcessCosts bare = new ProcessCosts(4_000_000_000L, 5_000_000_000L, 2_000_000_000L, 3, 20, 100_000_000);
        ProcessCosts parley = new ProcessCosts(5_000_000_000L, 6_000_000_000L, 2_600_000_000L, 4, 30, 90_000_000);
        UpdatesCase what = new UpdatesCase(ContentEncoding.PROTOBUF, Uuids.ACKNOWLEDGED);
        List<Rounds> sides = List.of(
                new Rounds("bare, asynchronous", List.of(new UpdatesSide.Run(bare, 3))),
                new Rounds("parley", List.of(new UpdatesSide.Run(parley, 0))));

        assertThat(UpdatesReport.lines(what, 100_000, sides))
                .containsExactly(
                        "protobuf, acknowledged    bare, asynchronous   4,000 ms     25,000  50.0 us 20,000 bytes    3,"
                                + "   20 ms   100.0 MB     3",
                        "                          parley               5,000 ms     20,000  60.0 us 26,000 bytes    4,"
                                + "   30 ms    90.0 MB     0");
        assertThat(UpdatesReport.ratios(what, sides))
                .containsExactly("protobuf, acknowledged: parley takes 1.25 x the time, 1.20 x the processor time and"
                        + " 1.30 x the bytes of bare, asynchronous");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--updates 0", "--updates", "--rounds many", "--rounds 1000", "--bogus", "1000"})
    void refusesWhatIsNoOption(String options) {
        assertThatThrownBy(() -> UpdatesOptions.of(options.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mesos-updates");
        assertThat(MesosBenchmarks.run(("mesos-updates " + options).split(" ", -1)))
                .isEqualTo(2);
    }

    @Test
    void readsItsOptions() {
        assertThat(UpdatesOptions.of("--updates", "2000", "--rounds", "5")).isEqualTo(new UpdatesOptions(2000, 5));
        assertThat(UpdatesOptions.of()).isEqualTo(UpdatesOptions.USUAL);
    }

    private static Event record(java.io.InputStream stream) throws Exception {
        int length = 0;
        for (int next = stream.read(); next != '\n'; next = stream.read()) {
            length = length * 10 + (next - '0');
        }
        Event.Builder event = Event.newBuilder();
        JsonMessageReader.read(stream.readNBytes(length), event);
        return event.build();
    }
}
