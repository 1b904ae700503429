package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays the recorded requests to the simulator: a client cannot tell it from the master that was recorded. */
@Execution(ExecutionMode.CONCURRENT)
class RecordedScenarioIT {

    private static final String AGENT = "127.0.0.1";
    /** Where something of another run still held a part. */
    private static final SimulatorSettings PARTLY_USED = SimulatorSettings.usual()
            .withAgents(AgentDescription.of(AGENT, 3.9, 4064, 4096).withAttribute("rack", "r1"));

    static Stream<RecordedScenario> scenarios() {
        return Stream.of(
                RecordedScenario.of("json-1-multirole")
                        .replacing("sleep 5", "sleep 2")
                        .without(53.211, 53.215, "Health checks are not done."),
                RecordedScenario.of("json-2-no-capabilities"),
                RecordedScenario.of("json-3-failover"),
                RecordedScenario.of("json-4-http-errors"),
                RecordedScenario.of("json-5-task-group"),
                RecordedScenario.of("json-6-transport")
                        .without(13.082, 13.149, "The operator's endpoints are not there."),
                RecordedScenario.of("json-7-agent-loss")
                        .at(0.985, simulator -> simulator.agents().crash(AGENT))
                        .at(4.160, simulator -> simulator.agents().comeBack(AGENT))
                        .at(12.730, simulator -> simulator.agents().shutDown(AGENT))
                        .at(26.8, simulator -> simulator.agents().comeBack(AGENT)),
                RecordedScenario.of("json-8-agent-partition-and-master-restart")
                        .on(PARTLY_USED)
                        .at(6.345, simulator -> simulator.agents().partition(AGENT))
                        .at(6.700, simulator -> simulator.agents().comeBack(AGENT))
                        .at(6.760, simulator -> simulator.masters().stop())
                        .at(
                                7.850,
                                simulator -> simulator.masters().start(Duration.ofMillis(30), Duration.ofMillis(30))),
                RecordedScenario.of("json-9-auth-and-offer-timeout")
                        .on(PARTLY_USED
                                .withCredential("alice", "secret")
                                .withCredential("bob", "secret2")
                                .withOfferTimeout(Duration.ofSeconds(3))),
                RecordedScenario.of("json-10-redirect-zookeeper")
                        .on(SimulatorSettings.usual().withAgents())
                        .at(0.0335, simulator -> simulator.masters().failOver()),
                RecordedScenario.of("json-11-limits-and-other-calls")
                        .without(0.069, 1.129, "A limit of disk is not enforced.")
                        .without(3.414, 4.809, "Health checks are not done.")
                        .without(6.2, 6.49, "There is no executor to kill."),
                RecordedScenario.of("json-12-resource-formats")
                        .replacing("true", "sleep 0.4")
                        .on(SimulatorSettings.usual()
                                .withAgents(AgentDescription.of(AGENT, 3.5, 4096, 4096)
                                        .withAttribute("rack", "r1")
                                        .with(dynamicallyReserved()))),
                RecordedScenario.of("protobuf-1-multirole"),
                RecordedScenario.of("protobuf-2-mixed-and-errors"));
    }

    private static Resource dynamicallyReserved() {
        return AgentDescription.scalar("cpus", 0.5).toBuilder()
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.DYNAMIC)
                        .setRole("test"))
                .build();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void answersAndTellsAsTheRecordedMaster(RecordedScenario scenario) throws IOException, InterruptedException {
        try (ScenarioReplay replay = new ScenarioReplay(scenario)) {
            assertThat(replay.play()).as("compared").isGreaterThan(5);
        }
    }

    @Test
    void playsEveryRecording() throws IOException {
        List<String> played =
                scenarios().map(RecordedScenario::recording).sorted().toList();

        assertThat(played).isEqualTo(Recording.names());
    }
}
