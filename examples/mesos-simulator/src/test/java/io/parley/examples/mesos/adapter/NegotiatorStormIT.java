package io.parley.examples.mesos.adapter;

import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.SLEEP;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.demand;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.negotiation.GrantedTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong for a while in a cluster: in the end every demand has just one process, and it has no other. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class NegotiatorStormIT {

    private static final int DEMANDS = 5;
    private static final int TROUBLES = 25;
    private static final List<String> AGENTS = List.of("one", "other");
    private static final Pattern TASK = Pattern.compile("MESOS_TASK_ID=([^\\x00]*)");

    private final Map<String, Boolean> away = new TreeMap<>();

    @ParameterizedTest
    @CsvSource({"SIMULATED, 1", "SIMULATED, 2", "SIMULATED, 3", "LIVE, 1"})
    void everyDemandRunsOnceInTheEnd(MasterUnderTest.Kind kind, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatorSettings settings = SimulatorSettings.usual()
                .withAgents(
                        AgentDescription.of(AGENTS.get(0), 4, 4096, 4096),
                        AgentDescription.of(AGENTS.get(1), 4, 4096, 4096))
                .faster(10);
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "do everything wrong for a while", settings);
                NegotiatorUnderTest tested = NegotiatorUnderTest.of(
                        master, random.nextBoolean() ? ContentEncoding.PROTOBUF : ContentEncoding.JSON)) {
            List<DemandHandle<GrantedTask>> handles = new ArrayList<>();
            for (int i = 0; i < TROUBLES; i++) {
                if (i < DEMANDS) {
                    handles.add(tested.ask(demand("worker-" + i).replacedWhenLost(), SLEEP));
                }
                trouble(master.script(), random);
                Thread.sleep(random.nextInt(200));
            }
            for (String agent : AGENTS) {
                comeBack(master.script(), agent);
            }

            tested.await("the calm of seed " + seed, () -> isCalm(tested, handles));
            master.awaitProcesses(DEMANDS);
            assertThat(tasks(master.script()))
                    .isEqualTo(handles.stream()
                            .map(handle -> handle.granted().orElseThrow().id())
                            .sorted()
                            .toList());
        }
    }

    private static boolean isCalm(NegotiatorUnderTest tested, List<DemandHandle<GrantedTask>> handles) {
        return handles.stream().allMatch(handle -> handle.state() == DemandState.RUNNING)
                && tested.negotiator().figures().subscribed()
                && tested.negotiator().figures().reconciled()
                && tested.negotiator().figures().held() == DEMANDS;
    }

    private void trouble(MesosSimulator simulator, SplittableRandom random) throws InterruptedException {
        String agent = AGENTS.get(random.nextInt(AGENTS.size()));
        switch (random.nextInt(12)) {
            case 0 -> simulator.rescindOffers();
            case 1 -> simulator.calls().rescindBeforeNextAccept();
            case 2 -> simulator.cutStreams();
            case 3 ->
                simulator.events().cutInTheMiddleOfNext(random.nextBoolean() ? Event.Type.UPDATE : Event.Type.OFFERS);
            case 4 -> simulator.events().repeatNext(Event.Type.UPDATE, 3);
            case 5 -> simulator.events().swapNext(Event.Type.UPDATE);
            case 6 -> {
                simulator.masters().stop();
                Thread.sleep(random.nextInt(200));
                simulator.masters().start();
                // Until the agents are back.
                Thread.sleep(800);
            }
            case 7 -> {
                if (away.put(agent, true) == null) {
                    simulator.agents().crash(agent);
                }
            }
            case 8 -> {
                if (away.put(agent, true) == null) {
                    simulator.agents().partition(agent);
                }
            }
            case 9 -> comeBack(simulator, agent);
            case 10 ->
                simulator
                        .calls()
                        .refuseNext(
                                random.nextBoolean() ? Call.Type.ACCEPT : Call.Type.ACKNOWLEDGE,
                                503,
                                "Master has not finished recovery");
            default -> simulator.calls().answerLate(Call.Type.ACCEPT, Duration.ofMillis(random.nextInt(100)));
        }
    }

    private void comeBack(MesosSimulator simulator, String agent) {
        if (away.remove(agent) != null) {
            simulator.agents().comeBack(agent);
        }
    }

    /** Gives the ids of the tasks whose processes run. */
    private static List<String> tasks(MesosSimulator simulator) {
        return simulator.processes().stream()
                .map(NegotiatorStormIT::task)
                .sorted()
                .collect(Collectors.toList());
    }

    private static String task(ProcessHandle process) {
        try {
            Matcher matcher = TASK.matcher(
                    Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1));
            return matcher.find() ? matcher.group(1) : "none";
        } catch (IOException e) {
            return "ended";
        }
    }
}
