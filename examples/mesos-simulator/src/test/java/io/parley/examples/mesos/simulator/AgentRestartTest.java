package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.time.Duration;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which agents are back at a master that has restarted. Time of the cluster passes as told. */
@Timeout(60)
class AgentRestartTest {

    private static final String AGENT = "127.0.0.1";
    private static final Duration LONG_ENOUGH = Duration.ofMillis(200);

    private final ScriptedTime time = new ScriptedTime();
    private final MasterLoop loop = new MasterLoop(time);
    private final MesosSimulator simulator = MesosSimulator.start(SimulatorSettings.usual(), loop);
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private Offer offer = Offer.getDefaultInstance();
    private Duration now = Duration.ZERO;

    @BeforeEach
    void launch() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("restart").build());
        offer = scheduler.offer();
        scheduler.accept(offer, RawScheduler.task(offer, "t", "exec sleep 1000", 1));
        pass(Duration.ofSeconds(1));
        scheduler.await("t", TaskState.TASK_RUNNING);
    }

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private void pass(Duration more) {
        now = now.plus(more);
        Duration then = now;
        loop.perform(() -> time.advanceTo(then));
    }

    private void start() throws IOException, InterruptedException {
        simulator.masters().start(Duration.ZERO, Duration.ZERO);
        pass(Duration.ZERO);
        scheduler.subscribe(RawScheduler.info("restart").setId(scheduler.id()).build());
    }

    private void letAgentsBack() {
        pass(SimulatorSettings.usual().agentTimes().reregistration());
    }

    private void offersNothing() throws InterruptedException {
        simulator.allocate();
        assertThat(scheduler.during(LONG_ENOUGH)).noneMatch(event -> event.getType() == Event.Type.OFFERS);
    }

    private void offersTheAgent() throws InterruptedException {
        assertThat(scheduler.offer().getAgentId()).isEqualTo(offer.getAgentId());
    }

    private void tellsOfItsEnd() throws IOException, InterruptedException {
        scheduler.call(Call.newBuilder()
                .setType(Call.Type.KILL)
                .setKill(Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("t"))));
        scheduler.await("t", TaskState.TASK_KILLED);
    }

    private void reconcile() throws IOException, InterruptedException {
        scheduler.call(
                Call.newBuilder().setType(Call.Type.RECONCILE).setReconcile(Call.Reconcile.getDefaultInstance()));
    }

    @Test
    void letsAnAgentBackThatRunsWithItsTasks() throws IOException, InterruptedException {
        simulator.masters().stop();
        start();
        reconcile();
        offersNothing();

        letAgentsBack();

        offersTheAgent();
        reconcile();
        scheduler.await("t", TaskState.TASK_RUNNING);
        tellsOfItsEnd();
    }

    /** When an agent crashes. */
    enum Crash {
        BEFORE,
        WHILE_THE_MASTER_IS_AWAY
    }

    private void restart(Crash crash) throws IOException, InterruptedException {
        if (crash == Crash.BEFORE) {
            simulator.agents().crash(AGENT);
        }
        simulator.masters().stop();
        if (crash == Crash.WHILE_THE_MASTER_IS_AWAY) {
            simulator.agents().crash(AGENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsForAnAgentThatHasCrashedUntilItComesBack(Crash crash) throws IOException, InterruptedException {
        restart(crash);
        start();
        letAgentsBack();
        reconcile();
        assertThat(scheduler.during(LONG_ENOUGH)).noneMatch(event -> event.hasUpdate() || event.hasOffers());

        simulator.agents().comeBack(AGENT);

        offersTheAgent();
        reconcile();
        scheduler.await("t", TaskState.TASK_RUNNING);
        tellsOfItsEnd();
    }

    @ParameterizedTest
    @EnumSource
    void letsAnAgentBackWithTheOthersThatCameBackBeforeThem(Crash crash) throws IOException, InterruptedException {
        restart(crash);
        simulator.agents().comeBack(AGENT);
        start();
        offersNothing();

        letAgentsBack();

        offersTheAgent();
    }

    /** How an agent is given up. */
    enum Departure {
        PARTITION,
        SHUT_DOWN,
        GONE
    }

    @ParameterizedTest
    @EnumSource
    void letsNoAgentBackThatWasGivenUp(Departure departure) throws IOException, InterruptedException {
        switch (departure) {
            case PARTITION -> simulator.agents().partition(AGENT);
            case SHUT_DOWN -> simulator.agents().shutDown(AGENT);
            case GONE -> simulator.agents().markGone(AGENT);
        }
        simulator.masters().stop();
        start();

        letAgentsBack();

        offersNothing();
    }

    @Test
    void letsNoAgentBackThatIsGoneThoughItCrashes() {
        simulator.agents().markGone(AGENT);
        simulator.agents().crash(AGENT);

        assertThatIllegalStateException()
                .isThrownBy(() -> simulator.agents().comeBack(AGENT))
                .withMessageContaining("marked gone");
    }
}
