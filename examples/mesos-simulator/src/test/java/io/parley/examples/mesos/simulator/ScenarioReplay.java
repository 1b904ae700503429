package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * Plays the requests of a recording to the simulator, in its order and at its times, and compares all answers and
 * events.
 *
 * <p>The time of the cluster is that of the recording; processes run by the clock. Where an event has come before the
 * answer of the call that caused it, the call goes first.
 */
final class ScenarioReplay implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofMillis(250);
    /** What the simulator has sent before it has answered a call. */
    private static final Duration ON_THE_WAY = Duration.ofMillis(30);

    private static final double BEFORE_ITS_ANSWER = 0.012;
    private static final double SHORT = 0.1;
    private static final double LONG = 4;
    private static final Duration SHORT_PROCESS = Duration.ofMillis(2500);
    private static final Pattern LONG_PROCESS = Pattern.compile("sleep \\d{2,}|while true");
    private static final Pattern OFFER_IDS = Pattern.compile("\"offer_ids\":\\[[^\\]]*]");

    private final RecordedScenario scenario;
    private final Recording recording;
    private final ScriptedTime time = new ScriptedTime();
    private final MasterLoop loop = new MasterLoop(time);
    private final MesosSimulator simulator;
    private final URI standby;
    private final Aliases recorded = new Aliases();
    private final Aliases simulated = new Aliases();
    private final Map<String, RawStream> streams = new HashMap<>();
    private final Map<String, List<Event>> expected = new HashMap<>();
    private final Map<String, Double> began = new HashMap<>();
    private final Map<String, Double> ended = new HashMap<>();
    private final TreeMap<Duration, Consumer<MesosSimulator>> happenings;
    private final Set<String> played = new TreeSet<>();
    private int compared;

    ScenarioReplay(RecordedScenario scenario) {
        this.scenario = scenario;
        this.recording = Recording.of(scenario.recording());
        this.simulator = MesosSimulator.start(scenario.settings(), loop);
        this.standby = simulator.masters().addStandby();
        this.happenings = new TreeMap<>(scenario.happenings());
    }

    /** Plays it; gives how many answers and events were compared. */
    int play() throws IOException, InterruptedException {
        double before = 0;
        for (TimelineStep step : steps()) {
            if (step.time() - before > LONG) {
                awaitShortProcesses();
            }
            before = step.time();
            advanceTo(step.time());
            try {
                play(step);
            } catch (AssertionError | IOException e) {
                throw new AssertionError(scenario + " at " + step + ": " + e.getMessage(), e);
            }
        }
        Thread.sleep(SETTLE.toMillis());
        streams.forEach((name, stream) -> assertThat(stream.left())
                .as("%s: events of %s that were not recorded", scenario, name)
                .filteredOn(event -> !isLate(name, event))
                .isEmpty());
        assertThat(played).as("played or left out").containsAll(recording.calls());
        return compared;
    }

    /** A stream that was recorded for an instant only may lack what comes with an allocation. */
    private boolean isLate(String name, Event event) {
        boolean isShort = ended.getOrDefault(name, Double.MAX_VALUE) - began.getOrDefault(name, 0.0) < SHORT;
        return isShort && (event.getType() == Event.Type.OFFERS || event.getType() == Event.Type.HEARTBEAT);
    }

    /** Lets processes end that have ended meanwhile in the recording; the others end after an event that is awaited. */
    private void awaitShortProcesses() throws InterruptedException {
        long deadline = System.nanoTime() + SHORT_PROCESS.toNanos();
        while (simulator.processes().stream().anyMatch(ScenarioReplay::isShort) && System.nanoTime() - deadline < 0) {
            Thread.sleep(10);
        }
        Thread.sleep(SETTLE.toMillis());
    }

    private static boolean isShort(ProcessHandle process) {
        return !LONG_PROCESS.matcher(process.info().commandLine().orElse("")).find();
    }

    private List<TimelineStep> steps() throws IOException {
        List<TimelineStep> steps = new ArrayList<>();
        List<String> timeline = recording.timeline();
        Deque<String> unnamed = new ArrayDeque<>(recording.calls().stream()
                .filter(call -> timeline.stream().noneMatch(line -> line.contains(" " + call)))
                .toList());
        for (String line : timeline) {
            Optional<TimelineStep> step = TimelineStep.of(line);
            if (step.isEmpty()) {
                continue;
            }
            int at = steps.size();
            while (step.get().kind() == TimelineStep.Kind.CALL && at > 0 && causedBy(step.get(), steps.get(at - 1))) {
                at--;
            }
            steps.add(
                    at,
                    step.get().kind() == TimelineStep.Kind.BYTES ? step.get().named(unnamed.remove()) : step.get());
        }
        return steps;
    }

    /** Tells whether a call may have been sent before an event that was seen before its answer. */
    private boolean causedBy(TimelineStep call, TimelineStep before) throws IOException {
        if (call.time() - before.time() > BEFORE_ITS_ANSWER
                || before.kind() == TimelineStep.Kind.CALL
                || before.kind() == TimelineStep.Kind.STREAM
                || before.kind() == TimelineStep.Kind.SILENCE
                || before.isEvent("OFFERS")) {
            return false;
        }
        if (before.kind() != TimelineStep.Kind.EVENT) {
            return before.kind() == TimelineStep.Kind.STREAM_END;
        }
        // An acknowledgement names the uuid of its update.
        return !call.name().contains("-ack");
    }

    private void advanceTo(double seconds) {
        Duration then = Duration.ofNanos(Math.round(seconds * 1e9));
        while (!happenings.isEmpty() && happenings.firstKey().compareTo(then) <= 0) {
            Map.Entry<Duration, Consumer<MesosSimulator>> next = happenings.pollFirstEntry();
            pass(next.getKey());
            next.getValue().accept(simulator);
        }
        pass(then);
    }

    private void pass(Duration then) {
        loop.call(() -> {
            time.advanceTo(then);
            return then;
        });
    }

    private void play(TimelineStep step) throws IOException, InterruptedException {
        boolean leftOut = scenario.leavesOut(step.time());
        switch (step.kind()) {
            case STREAM -> openStream(step);
            case EVENT -> event(step, leftOut);
            case CALL -> {
                if (leftOut) {
                    played.add(step.name());
                    decline(step.name());
                } else {
                    call(step.name());
                }
            }
            case BYTES -> bytes(step.name());
            case STREAM_END -> {
                ended.put(step.name(), step.time());
                assertThat(stream(step).endsProperly(PATIENCE))
                        .as("ends by the last chunk")
                        .isTrue();
            }
            case STREAM_CUT -> {
                ended.put(step.name(), step.time());
                stream(step).close();
                Thread.sleep(SETTLE.toMillis());
            }
            case SILENCE -> {
                if (step.text().contains("offer")) {
                    simulator.allocate();
                    Thread.sleep(SETTLE.toMillis());
                    streams.values()
                            .forEach(stream ->
                                    assertThat(stream.left()).noneMatch(event -> event.getType() == Event.Type.OFFERS));
                }
            }
        }
    }

    private RawStream stream(TimelineStep step) {
        return Objects.requireNonNull(streams.get(step.name()), step.name());
    }

    private void openStream(TimelineStep step) throws IOException {
        began.put(step.name(), step.time());
        Socket socket = send(step.name());
        RawResponse response = RawResponse.read(socket.getInputStream());
        compareHeads(recording.response(step.name()), response);
        MessageFormat format = recording.format(step.name());
        streams.put(step.name(), new RawStream(socket, format));
        expected.put(step.name(), new ArrayList<>(recording.events(step.name())));
    }

    private void event(TimelineStep step, boolean leftOut) throws InterruptedException {
        List<Event> rest = expected.getOrDefault(step.name(), List.of());
        assertThat(rest).as("recorded events").isNotEmpty();
        Event wanted = rest.remove(0);
        boolean isOffers = wanted.getType() == Event.Type.OFFERS;
        if (leftOut && !isOffers && wanted.getType() != Event.Type.HEARTBEAT) {
            return;
        }
        RawStream stream = stream(step);
        Predicate<Event> sameLane = event -> lane(event).equals(lane(wanted));
        Optional<Event> come = stream.await(sameLane, isOffers ? ON_THE_WAY : PATIENCE);
        if (isOffers && come.isEmpty()) {
            simulator.allocate();
            come = stream.await(sameLane, PATIENCE);
        }
        assertThat(come)
                .as("an event like %s, where there are %s", wanted, stream.left())
                .isPresent();
        String theirs = recorded.named(text(wanted));
        String ours = simulated.named(text(come.get()));
        compared++;
        if (!leftOut) {
            assertThat(ours).isEqualTo(theirs);
        }
    }

    private static String lane(Event event) {
        return event.getType()
                + event.getUpdate().getStatus().getTaskId().getValue()
                + event.getUpdateOperationStatus().getStatus().getOperationId().getValue();
    }

    private static String text(Event event) {
        return new String(MessageFormat.JSON.write(event), StandardCharsets.UTF_8);
    }

    private void call(String name) throws IOException, InterruptedException {
        try (Socket socket = send(name)) {
            compare(name, recording.response(name), RawResponse.read(socket.getInputStream()));
        }
        if (recording.response(name).isStream()) {
            Thread.sleep(SETTLE.toMillis());
        }
    }

    private void compare(String name, RawResponse wanted, RawResponse come) {
        compareHeads(wanted, come);
        if (!wanted.isStream() && !name.endsWith("-version")) {
            assertThat(simulated.named(come.body())).isEqualTo(recorded.named(wanted.body()));
        }
    }

    /** Sends bytes, perhaps of more than one request, and reads as many answers as were recorded. */
    private void bytes(String name) throws IOException, InterruptedException {
        byte[] wanted = recording.responseBytes(name);
        try (Socket socket = send(name)) {
            if (wanted.length == 0) {
                socket.setSoTimeout((int) SETTLE.toMillis());
                assertThat(silent(socket)).as("silence").isTrue();
                return;
            }
            ByteArrayInputStream rest = new ByteArrayInputStream(wanted);
            while (rest.available() > 0) {
                RawResponse response = RawResponse.read(rest);
                compare(name, response, RawResponse.read(socket.getInputStream()));
            }
        } catch (ConnectException e) {
            assertThat(wanted).as("what was answered where ours refuses").isEmpty();
        }
    }

    /** Gives the offers back that a call would accept. */
    private void decline(String name) throws IOException {
        if (!recording.has(name)) {
            return;
        }
        String text = new String(recording.request(name), StandardCharsets.UTF_8);
        Matcher offers = OFFER_IDS.matcher(text);
        if (offers.find()) {
            String head = text.substring(0, text.indexOf("{"));
            String framework = text.substring(text.indexOf("{"), text.indexOf(",\"type\""));
            String body = framework + ",\"type\":\"DECLINE\",\"decline\":{" + offers.group()
                    + ",\"filters\":{\"refuse_seconds\":0.0}}}";
            String changed = head.replaceFirst("Content-Length: \\d+", "Content-Length: " + body.length()) + body;
            try (Socket socket = send(changed.getBytes(StandardCharsets.UTF_8))) {
                assertThat(RawResponse.read(socket.getInputStream()).status()).contains(" 202 ");
            }
        }
    }

    private static boolean silent(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private void compareHeads(RawResponse wanted, RawResponse come) {
        compared++;
        assertThat(come.status()).isEqualTo(wanted.status());
        assertThat(come.headers().keySet()).isEqualTo(wanted.headers().keySet());
        wanted.headers().forEach((name, value) -> {
            String ours = simulated.named(come.headers().getOrDefault(name, ""));
            String theirs = recorded.named(value);
            if (!name.equals("Date") && !name.equals("Content-Length")) {
                assertThat(ours).as(name).isEqualTo(theirs);
            }
        });
    }

    private Socket send(String name) throws IOException {
        played.add(name);
        return send(recording.request(name));
    }

    private Socket send(byte[] request) throws IOException {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        URI master = text.contains("Host: 127.0.0.1:5060") ? standby : simulator.address();
        Socket socket = new Socket(master.getHost(), master.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(RecordedRequest.withIds(request, this::translated));
        socket.getOutputStream().flush();
        return socket;
    }

    private String translated(String text) {
        String changed = simulated.translated(text, recorded);
        for (Map.Entry<String, String> command : scenario.commands().entrySet()) {
            changed = changed.replace(
                    "\"value\":\"" + command.getKey() + "\"}", "\"value\":\"" + command.getValue() + "\"}");
        }
        return changed;
    }

    @Override
    public void close() throws IOException {
        for (RawStream stream : streams.values()) {
            stream.close();
        }
        simulator.close();
    }
}
