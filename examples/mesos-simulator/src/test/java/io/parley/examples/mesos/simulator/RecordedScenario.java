package io.parley.examples.mesos.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a recording is played: what the cluster was like, what happens to it, and which steps are left out.
 *
 * @param recording the name of its folder
 * @param settings the cluster
 * @param happenings what is done to the cluster, by time
 * @param leftOut steps that the simulator does not do
 * @param commands commands that take as long as the recorded ones took to be seen, by recorded command
 */
record RecordedScenario(
        String recording,
        SimulatorSettings settings,
        Map<Duration, Consumer<MesosSimulator>> happenings,
        List<LeftOut> leftOut,
        Map<String, String> commands) {

    /**
     * Steps that are left out: calls are not sent and events not expected, but offers are, of whatever resources.
     *
     * @param from the time of the first
     * @param to the time of the last
     * @param reason why
     */
    record LeftOut(double from, double to, String reason) {

        boolean has(double time) {
            return from <= time && time <= to;
        }
    }

    static RecordedScenario of(String recording) {
        return new RecordedScenario(recording, SimulatorSettings.usual(), Map.of(), List.of(), Map.of());
    }

    RecordedScenario on(SimulatorSettings other) {
        return new RecordedScenario(recording, other, happenings, leftOut, commands);
    }

    RecordedScenario at(double seconds, Consumer<MesosSimulator> happening) {
        Map<Duration, Consumer<MesosSimulator>> more = new TreeMap<>(happenings);
        more.put(Duration.ofNanos(Math.round(seconds * 1e9)), happening);
        return new RecordedScenario(recording, settings, more, leftOut, commands);
    }

    RecordedScenario without(double from, double to, String reason) {
        List<LeftOut> more = new ArrayList<>(leftOut);
        more.add(new LeftOut(from, to, reason));
        return new RecordedScenario(recording, settings, happenings, more, commands);
    }

    RecordedScenario replacing(String command, String other) {
        return new RecordedScenario(recording, settings, happenings, leftOut, Map.of(command, other));
    }

    boolean leavesOut(double time) {
        return leftOut.stream().anyMatch(each -> each.has(time));
    }

    @Override
    public String toString() {
        return recording;
    }
}
