package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a framework may be away. Time of the cluster passes as told. */
@Timeout(60)
class FailoverTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final ScriptedTime time = new ScriptedTime();
    private final MasterLoop loop = new MasterLoop(time);
    private final MesosSimulator simulator = MesosSimulator.start(SimulatorSettings.usual(), loop);
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private Duration now = Duration.ZERO;

    @BeforeEach
    void subscribe() throws IOException, InterruptedException {
        scheduler.subscribe(info().build());
    }

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private static FrameworkInfo.Builder info() {
        return RawScheduler.info("failover").setFailoverTimeout(60);
    }

    private void pass(Duration more) {
        now = now.plus(more);
        Duration then = now;
        loop.perform(() -> time.advanceTo(then));
    }

    private HttpResponse<String> revive() throws IOException, InterruptedException {
        return scheduler.call(Call.newBuilder().setType(Call.Type.REVIVE));
    }

    private void goAway() throws IOException, InterruptedException {
        simulator.cutStreams();
        while (revive().statusCode() != 403) {
            Thread.sleep(5);
        }
        assertThat(revive().body()).isEqualTo("Framework is not subscribed");
    }

    private void comeBack() throws IOException, InterruptedException {
        scheduler.subscribe(info().setId(scheduler.id()).build());
    }

    @Test
    void removesAFrameworkWithItsTasksThatIsAwayForTooLong() throws IOException, InterruptedException {
        List<ProcessHandle> processes = launched();
        goAway();

        pass(Duration.ofSeconds(60).minus(MOMENT));
        assertThat(revive().statusCode()).isEqualTo(403);
        assertThat(simulator.processes()).isEqualTo(processes);
        pass(MOMENT);

        assertThat(processes.get(0).onExit()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(revive().body()).isEqualTo("Framework cannot be found");
        assertThat(scheduler.refused(info().setId(scheduler.id()).build())).contains("Framework has been removed");
    }

    @Test
    void countsAnewForAFrameworkThatWasBackMeanwhile() throws IOException, InterruptedException {
        goAway();
        pass(Duration.ofSeconds(40));
        comeBack();
        goAway();

        pass(Duration.ofSeconds(60).minus(MOMENT));
        assertThat(revive().statusCode()).isEqualTo(403);
        pass(MOMENT);
        assertThat(revive().body()).isEqualTo("Framework cannot be found");
    }

    /** Gives the processes of the task that it has launched. */
    private List<ProcessHandle> launched() throws IOException, InterruptedException {
        Offer offer = scheduler.offer();
        scheduler.accept(offer, RawScheduler.task(offer, "t", "exec sleep 1000", 1));
        pass(Duration.ofSeconds(1));
        scheduler.await("t", TaskState.TASK_RUNNING);
        List<ProcessHandle> processes = simulator.processes();
        assertThat(processes).hasSize(1);
        return processes;
    }

    private void restart() {
        simulator.masters().stop();
        pass(Duration.ofHours(1));
        simulator.masters().start(Duration.ZERO, Duration.ZERO);
        pass(Duration.ZERO);
    }

    private void letAgentsBack() {
        pass(SimulatorSettings.usual().agentTimes().reregistration());
    }

    @Test
    void countsFromWhenTheAgentsAreBackAtAMasterThatHasRestarted() throws IOException, InterruptedException {
        List<ProcessHandle> processes = launched();
        restart();
        letAgentsBack();

        pass(Duration.ofSeconds(60).minus(MOMENT));
        assertThat(simulator.processes()).isEqualTo(processes);
        pass(MOMENT);

        assertThat(processes.get(0).onExit()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(scheduler.refused(info().setId(scheduler.id()).build())).contains("Framework has been removed");
    }

    @Test
    void keepsAFrameworkThatIsBackAtAMasterThatHasRestartedBeforeTheAgentsAre()
            throws IOException, InterruptedException {
        List<ProcessHandle> processes = launched();
        restart();
        comeBack();
        letAgentsBack();

        pass(Duration.ofHours(1));

        assertThat(revive().statusCode()).isEqualTo(202);
        assertThat(simulator.processes()).isEqualTo(processes);
    }

    @Test
    void keepsAFrameworkThatIsBackAtAMasterThatHasRestartedAfterTheAgentsAre()
            throws IOException, InterruptedException {
        List<ProcessHandle> processes = launched();
        restart();
        letAgentsBack();
        pass(Duration.ofSeconds(59));
        comeBack();

        pass(Duration.ofHours(1));

        assertThat(revive().statusCode()).isEqualTo(202);
        assertThat(simulator.processes()).isEqualTo(processes);
    }

    @Test
    void keepsAFrameworkThatIsBack() throws IOException, InterruptedException {
        goAway();
        comeBack();

        pass(Duration.ofHours(1));

        assertThat(revive().statusCode()).isEqualTo(202);
    }

    @Test
    void offersWhatAFrameworkWasOfferedThatIsAwayToOthers() throws IOException, InterruptedException {
        Offer offer = scheduler.offer();
        goAway();

        try (RawScheduler other = new RawScheduler(simulator.address(), MessageFormat.JSON)) {
            other.subscribe(RawScheduler.info("other").build());

            assertThat(other.offer().getAgentId()).isEqualTo(offer.getAgentId());
        }
    }
}
