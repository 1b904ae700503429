package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told when agents go and come back. */
@Timeout(60)
class AgentScriptTest {

    private static final String AGENT = "127.0.0.1";
    private static final Duration LONG_ENOUGH = Duration.ofMillis(300);

    /** Ways in which an agent goes. */
    enum Departure {
        CRASH {
            @Override
            void happen(AgentScript agents) {
                agents.crash(AGENT);
            }
        },
        PARTITION {
            @Override
            void happen(AgentScript agents) {
                agents.partition(AGENT);
            }
        },
        SHUT_DOWN {
            @Override
            void happen(AgentScript agents) {
                agents.shutDown(AGENT);
            }
        },
        GONE {
            @Override
            void happen(AgentScript agents) {
                agents.markGone(AGENT);
            }
        };

        abstract void happen(AgentScript agents);
    }

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().faster(20));
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private Offer offer = Offer.getDefaultInstance();

    @BeforeEach
    void subscribe() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("agents").build());
        offer = scheduler.offer();
    }

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private void launch(String line) throws IOException, InterruptedException {
        scheduler.accept(offer, RawScheduler.task(offer, "t", line, 1));
    }

    private static boolean isOffers(Event event) {
        return event.getType() == Event.Type.OFFERS;
    }

    @ParameterizedTest
    @EnumSource
    void rescindsWhatIsOfferedAndOffersNothingOfAnAgentThatHasGone(Departure departure) throws InterruptedException {
        departure.happen(simulator.agents());

        assertThat(scheduler
                        .await(event -> event.getType() == Event.Type.RESCIND)
                        .getRescind()
                        .getOfferId())
                .isEqualTo(offer.getId());
        assertThat(scheduler.during(LONG_ENOUGH)).noneMatch(AgentScriptTest::isOffers);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARTITION", "SHUT_DOWN", "GONE"})
    void tellsOfTheAgentThatHasGoneForNow(Departure departure) throws IOException, InterruptedException {
        departure.happen(simulator.agents());

        assertThat(scheduler
                        .await(event -> event.getType() == Event.Type.FAILURE)
                        .getFailure()
                        .getAgentId())
                .isEqualTo(offer.getAgentId());
    }

    @Test
    void tellsSinceWhenATaskIsUnreachable() throws IOException, InterruptedException {
        launch("exec sleep 1000");
        scheduler.await("t", TaskState.TASK_RUNNING);
        long before = System.currentTimeMillis();

        simulator.agents().partition(AGENT);

        TaskStatus unreachable = scheduler.await("t", TaskState.TASK_UNREACHABLE);
        assertThat(unreachable.getUnreachableTime().getNanoseconds() / 1_000_000)
                .isBetween(before, System.currentTimeMillis());
        assertThat(unreachable.getReason()).isEqualTo(TaskStatus.Reason.REASON_AGENT_REMOVED);
        assertThat(unreachable.hasUuid()).isFalse();
    }

    @Test
    void tellsNothingMoreOfATaskThatHasEndedBefore() throws IOException, InterruptedException {
        launch("true");
        Event finished = scheduler.await(event -> {
            acknowledgeUnlessFinished(event);
            return event.getUpdate().getStatus().getState() == TaskState.TASK_FINISHED;
        });
        assertThat(finished.getUpdate().getStatus().hasUuid()).isTrue();

        simulator.agents().markGone(AGENT);

        assertThat(scheduler.during(LONG_ENOUGH))
                .noneMatch(event -> event.getUpdate().getStatus().getState() == TaskState.TASK_GONE_BY_OPERATOR);
    }

    private void acknowledgeUnlessFinished(Event event) {
        TaskStatus status = event.getUpdate().getStatus();
        if (event.hasUpdate() && status.getState() != TaskState.TASK_FINISHED) {
            try {
                scheduler.acknowledge(status);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void tellsAgainWhatWasAcknowledgedWhileTheAgentWasAway() throws IOException, InterruptedException {
        launch("exec sleep 1000");
        TaskStatus starting = scheduler.await(Event::hasUpdate).getUpdate().getStatus();
        simulator.agents().crash(AGENT);
        scheduler.acknowledge(starting);
        assertThat(scheduler.during(LONG_ENOUGH)).noneMatch(Event::hasUpdate);

        simulator.agents().comeBack(AGENT);

        assertThat(scheduler.await(Event::hasUpdate).getUpdate().getStatus()).isEqualTo(starting);
        scheduler.await("t", TaskState.TASK_RUNNING);
    }

    @Test
    void tellsWhatHappensWhileTheAgentIsAwayWhenItIsBack() throws IOException, InterruptedException {
        launch("while ! [ -e stop ]; do sleep 0.02; done");
        scheduler.await("t", TaskState.TASK_RUNNING);
        simulator.agents().crash(AGENT);
        Files.createFile(simulator.sandbox("t").orElseThrow().resolve("stop"));
        while (!simulator.processes().isEmpty()) {
            Thread.sleep(5);
        }
        assertThat(scheduler.during(LONG_ENOUGH)).noneMatch(Event::hasUpdate);

        simulator.agents().comeBack(AGENT);

        assertThat(scheduler.await(Event::hasUpdate).getUpdate().getStatus().getState())
                .isEqualTo(TaskState.TASK_FINISHED);
    }

    @Test
    void tellsThatATaskRunsWhoseAgentCanBeReachedAgain() throws IOException, InterruptedException {
        launch("exec sleep 1000");
        scheduler.await("t", TaskState.TASK_RUNNING);
        simulator.agents().partition(AGENT);
        scheduler.await("t", TaskState.TASK_UNREACHABLE);
        List<Event> before = scheduler.during(LONG_ENOUGH);
        assertThat(before).noneMatch(event -> event.hasError());

        simulator.agents().comeBack(AGENT);

        assertThat(scheduler.await("t", TaskState.TASK_RUNNING).getReason())
                .isEqualTo(TaskStatus.Reason.REASON_AGENT_REREGISTERED);
        assertThat(scheduler.offer().getAgentId()).isEqualTo(offer.getAgentId());
    }

    @Test
    void letsAnAgentThatWasShutDownComeBackWithoutTasks() throws IOException, InterruptedException {
        launch("exec sleep 1000");
        scheduler.await("t", TaskState.TASK_RUNNING);
        simulator.agents().shutDown(AGENT);
        assertThat(scheduler.await("t", TaskState.TASK_LOST).getReason())
                .isEqualTo(TaskStatus.Reason.REASON_AGENT_REMOVED);
        List<Event> before = scheduler.during(LONG_ENOUGH);
        assertThat(before).noneMatch(event -> event.hasError());

        simulator.agents().comeBack(AGENT);

        assertThat(scheduler.offer().getResourcesList()).isEqualTo(offer.getResourcesList());
        assertThat(simulator.processes()).isEmpty();
    }

    @Test
    void letsNoAgentBackThatIsMarkedGone() throws InterruptedException {
        simulator.agents().markGone(AGENT);

        assertThatIllegalStateException()
                .isThrownBy(() -> simulator.agents().comeBack(AGENT))
                .withMessageContaining("marked gone");
        assertThat(scheduler.during(LONG_ENOUGH)).noneMatch(AgentScriptTest::isOffers);
        simulator.agents().add(AgentDescription.of(AGENT, 1, 1, 1));
        assertThat(scheduler.offer().getAgentId()).isNotEqualTo(offer.getAgentId());
    }

    /** The filter is that of the agent that was refused. */
    @Test
    void offersAnotherAgentThatIsTheSame() throws IOException, InterruptedException {
        scheduler.call(Call.newBuilder()
                .setType(Call.Type.DECLINE)
                .setDecline(Call.Decline.newBuilder()
                        .addOfferIds(offer.getId())
                        .setFilters(Filters.newBuilder().setRefuseSeconds(3600))));
        String other = simulator.agents().add(AgentDescription.of("other", 4, 4096, 4096));

        assertThat(scheduler.offer().getAgentId().getValue()).isEqualTo(other);
        assertThat(scheduler.during(LONG_ENOUGH)).noneMatch(AgentScriptTest::isOffers);
    }
}
