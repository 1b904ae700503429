package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.HostBlame;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkState.Change;
import io.parley.mesos.state.KnownTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.Test;

/** What is kept, asked, killed and acknowledged for tasks that nobody has claimed, or that nobody knows. */
class HeldTasksTest {

    private final List<Change> kept = new ArrayList<>();
    private final List<String> killed = new ArrayList<>();
    private final List<List<String>> asked = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private Duration now = Duration.ofSeconds(1);

    private final TaskPort port = new TaskPort() {
        @Override
        public void save(FrameworkState.Change change) {
            kept.add(change);
        }

        @Override
        public void answer(Answer answer) {}

        @Override
        public void answerInverse(InverseAnswer answer) {}

        @Override
        public void acknowledge(TaskStatus status) {
            acknowledged.add(status.getUuid().toStringUtf8());
        }

        @Override
        public void kill(String task, String agent, Optional<Duration> grace) {
            killed.add(task);
        }

        @Override
        public void reconcile(List<Question> questions) {
            asked.add(questions.stream().map(Question::task).toList());
        }

        @Override
        public void suppress() {}

        @Override
        public void revive() {}
    };

    private final TaskRegister register = new TaskRegister(
            port,
            MesosNegotiatorOptions.of(FlinkConfiguration.of(Map.of("mesos.resourcemanager.framework.role", "test"))),
            new TaskRegister.Listener() {
                @Override
                public void running(TrackedDemand<GrantedTask> demand, Duration at) {
                    throw new AssertionError("Nobody has claimed anything.");
                }

                @Override
                public void neverLaunched(TrackedDemand<GrantedTask> demand, ProcessExit exit, Duration at) {
                    throw new AssertionError("Nobody has claimed anything.");
                }

                @Override
                public void ended(TrackedDemand<GrantedTask> demand, ProcessExit exit, HostBlame blame, Duration at) {
                    throw new AssertionError("Nobody has claimed anything.");
                }
            });

    private static KnownTask task(String id, String agent, KnownTask.Phase phase) {
        return new KnownTask(id, "worker", agent, "host", "", 1000, 1728, Map.of(), phase);
    }

    private static TaskStatus status(String task, TaskState state, String uuid) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(MesosIds.task(task))
                .setAgentId(MesosIds.agent("S0"))
                .setState(state);
        if (!uuid.isEmpty()) {
            status.setUuid(ByteString.copyFromUtf8(uuid));
        }
        return status.build();
    }

    private void recovered(String id, String agent, KnownTask.Phase phase) {
        register.recovered(task(id, agent, phase), now);
    }

    @Test
    void everySubscriptionAsksAboutItsTasksAndAboutWhateverElseThereIs() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        register.subscribed(now);

        assertThat(asked).containsExactly(List.of("t"), List.of());
    }

    @Test
    void nothingIsKilledOrAskedWithoutASubscriptionAndAllOfItWithTheNextOne() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        register.unwanted("t", now);
        register.tick(now.plusSeconds(60));
        assertThat(killed).isEmpty();
        assertThat(asked).isEmpty();
        register.subscribed(now.plusSeconds(60));
        assertThat(killed).containsExactly("t");

        register.disconnected();
        register.tick(now.plusSeconds(3600));
        assertThat(killed).hasSize(1);
        register.subscribed(now.plusSeconds(3600));
        assertThat(killed).hasSize(2);
    }

    @Test
    void whatNobodyWantsIsKeptAsThatBeforeItIsKilled() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        register.subscribed(now);
        register.unwanted("t", now);

        assertThat(kept).containsExactly(new Change.TaskChanged(task("t", "S0", KnownTask.Phase.UNWANTED)));
        assertThat(killed).containsExactly("t");
    }

    @Test
    void taskThatNobodyKnowsIsKeptAndKilledUntilItsEndIsTold() {
        register.subscribed(now);
        register.update(status("stranger", TaskState.TASK_RUNNING, "1"), now);

        assertThat(kept)
                .singleElement()
                .isInstanceOfSatisfying(
                        Change.TaskChanged.class,
                        change -> assertThat(change.task().phase()).isEqualTo(KnownTask.Phase.UNWANTED));
        assertThat(killed).containsExactly("stranger");
        assertThat(acknowledged).containsExactly("1");
        register.tick(now.plusSeconds(5));
        assertThat(killed).hasSize(2);
        register.tick(now.plusSeconds(6));
        assertThat(killed).as("ever more seldom").hasSize(2);
        register.update(status("stranger", TaskState.TASK_KILLED, "2"), now);
        register.tick(now.plusSeconds(600));
        assertThat(killed).hasSize(2);
        assertThat(kept).last().isEqualTo(new Change.TaskEnded("stranger"));
    }

    @Test
    void lateWordOfATaskWhoseEndWasToldKillsNothing() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        register.subscribed(now);
        register.update(status("t", TaskState.TASK_FINISHED, "1"), now);
        register.update(status("t", TaskState.TASK_FINISHED, "1"), now);
        register.update(status("t", TaskState.TASK_RUNNING, ""), now);

        assertThat(killed).isEmpty();
        assertThat(kept).containsExactly(new Change.TaskEnded("t"));
        assertThat(acknowledged).containsExactly("1", "1");
        assertThat(register.duplicates()).isEqualTo(2);
    }

    @Test
    void endOfATaskThatNobodyKnowsIsAcknowledgedAndNoMore() {
        register.subscribed(now);
        asked.clear();
        register.update(status("stranger", TaskState.TASK_FINISHED, "1"), now);
        register.update(status("other", TaskState.TASK_UNREACHABLE, ""), now);

        assertThat(acknowledged).containsExactly("1");
        assertThat(killed).isEmpty();
        assertThat(kept).isEmpty();
        assertThat(register.held()).isEmpty();
    }

    @Test
    void lossOfAnAgentAsksAboutItsTasksOnly() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        recovered("u", "S1", KnownTask.Phase.RUNNING);
        register.subscribed(now);
        register.update(status("t", TaskState.TASK_RUNNING, ""), now);
        register.update(status("u", TaskState.TASK_RUNNING, ""), now);
        asked.clear();
        now = now.plusSeconds(120);
        register.agentFailed("S1", now);

        assertThat(asked).containsExactly(List.of("u"));
        assertThat(register.held()).hasSize(2);
    }

    @Test
    void taskInDoubtIsGivenUpOnceAndStaysKnown() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        register.subscribed(now);
        register.update(status("t", TaskState.TASK_UNREACHABLE, ""), now);
        register.tick(now.plusSeconds(299));
        assertThat(kept).isEmpty();
        register.tick(now.plusSeconds(300));
        register.update(status("t", TaskState.TASK_UNREACHABLE, ""), now.plusSeconds(301));
        register.tick(now.plusSeconds(900));
        register.tick(now.plusSeconds(901));

        assertThat(kept).containsExactly(new Change.TaskChanged(task("t", "S0", KnownTask.Phase.UNWANTED)));
        assertThat(register.held()).hasSize(1);
    }

    @Test
    void taskOfAnEarlierRunThatRanIsNotTakenForOneThatWasNeverLaunched() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        recovered("u", "S0", KnownTask.Phase.LAUNCHED);
        register.subscribed(now);
        register.update(status("t", TaskState.TASK_UNKNOWN, ""), now);
        register.update(status("u", TaskState.TASK_UNKNOWN, ""), now);

        assertThat(register.held()).extracting(HeldTask::id).containsExactly("t");
    }

    @Test
    void graceOfAKillIsWaitedForBeforeTheNext() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        register.subscribed(now);
        register.end("t", Duration.ofSeconds(60), now);
        register.tick(now.plusSeconds(64));
        assertThat(killed).hasSize(1);
        register.tick(now.plusSeconds(65));
        assertThat(killed).hasSize(2);
    }

    @Test
    void whatIsUnansweredIsAskedForEverMoreSeldom() {
        recovered("t", "S0", KnownTask.Phase.RUNNING);
        register.subscribed(now);
        asked.clear();
        for (int second = 1; second <= 16; second++) {
            register.tick(now.plusSeconds(second));
        }
        assertThat(asked).hasSizeBetween(3, 5).containsOnly(List.of("t"));
        assertThat(register.isReconciled()).isFalse();
        register.update(status("t", TaskState.TASK_RUNNING, ""), now);
        assertThat(register.isReconciled()).isTrue();
    }
}
