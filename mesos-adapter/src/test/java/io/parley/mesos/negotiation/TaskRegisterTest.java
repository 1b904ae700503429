package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.HostBlame;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.mesos.state.FrameworkState;
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

class TaskRegisterTest {

    /** A port that cannot keep the first change it is given. */
    private static final class FailingOnce implements TaskPort {

        private final List<FrameworkState.Change> kept = new ArrayList<>();
        private final List<TaskStatus> acknowledged = new ArrayList<>();
        private final List<List<Question>> asked = new ArrayList<>();
        private boolean failed;

        @Override
        public void save(FrameworkState.Change change) {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("once");
            }
            kept.add(change);
        }

        @Override
        public void acknowledge(TaskStatus status) {
            acknowledged.add(status);
        }

        @Override
        public void answer(Answer answer) {}

        @Override
        public void answerInverse(InverseAnswer answer) {}

        @Override
        public void kill(String task, String agent, Optional<Duration> grace) {}

        @Override
        public void reconcile(List<Question> questions) {
            asked.add(questions);
        }

        @Override
        public void suppress() {}

        @Override
        public void revive() {}
    }

    private static final class Nobody implements TaskRegister.Listener {

        @Override
        public void running(TrackedDemand<GrantedTask> demand, Duration now) {}

        @Override
        public void neverLaunched(TrackedDemand<GrantedTask> demand, ProcessExit exit, Duration now) {}

        @Override
        public void ended(TrackedDemand<GrantedTask> demand, ProcessExit exit, HostBlame blame, Duration now) {}
    }

    private static TaskRegister register(TaskPort port) {
        return new TaskRegister(
                port,
                MesosNegotiatorOptions.of(
                        FlinkConfiguration.of(Map.of("mesos.resourcemanager.framework.role", "test"))),
                new Nobody());
    }

    @Test
    void updateWhoseHandlingFailedIsHandledWhenItComesAgain() {
        FailingOnce port = new FailingOnce();
        TaskRegister register = register(port);
        Duration now = Duration.ofSeconds(1);
        register.recovered(
                new KnownTask("t", "worker", "S0", "host", "", 1000, 1728, Map.of(), KnownTask.Phase.LAUNCHED), now);
        TaskStatus running = TaskStatus.newBuilder()
                .setTaskId(MesosIds.task("t"))
                .setAgentId(MesosIds.agent("S0"))
                .setState(TaskState.TASK_FINISHED)
                .setUuid(ByteString.copyFromUtf8("1"))
                .build();

        assertThatIllegalStateException()
                .isThrownBy(() -> register.update(
                        running.toBuilder().setState(TaskState.TASK_RUNNING).build(), now));
        assertThat(port.acknowledged).isEmpty();
        register.update(running, now);
        assertThat(port.kept).containsExactly(new FrameworkState.Change.TaskEnded("t"));
        assertThat(port.acknowledged).containsExactly(running);
        assertThat(register.duplicates()).isZero();
    }

    private static KnownTask runningOn(String agent) {
        return new KnownTask("t-" + agent, "worker", agent, agent, "", 1000, 1728, Map.of(), KnownTask.Phase.RUNNING);
    }

    private static TaskStatus status(String agent, TaskState state) {
        return TaskStatus.newBuilder()
                .setTaskId(MesosIds.task("t-" + agent))
                .setAgentId(MesosIds.agent(agent))
                .setState(state)
                .build();
    }

    /** The master has an answer for one agent, and none for another for hours. */
    @Test
    void lossOfAnAgentIsAskedAboutAtOnceWhileAnotherStaysAway() {
        FailingOnce port = new FailingOnce();
        port.failed = true;
        TaskRegister register = register(port);
        register.recovered(runningOn("away"), Duration.ZERO);
        register.recovered(runningOn("lost"), Duration.ZERO);
        register.recovered(runningOn("dead"), Duration.ZERO);
        register.subscribed(Duration.ZERO);
        register.update(status("lost", TaskState.TASK_RUNNING), Duration.ZERO);
        register.update(status("dead", TaskState.TASK_RUNNING), Duration.ZERO);
        int asked = askedAfter(0, register, port);
        register.agentFailed("lost", Duration.ofSeconds(asked + 5));
        assertAsked(port, "t-lost");

        asked = askedAfter(asked, register, port);
        register.update(status("dead", TaskState.TASK_UNREACHABLE), Duration.ofSeconds(asked + 5));
        assertAsked(port, "t-dead");
    }

    /** Gives when the master was asked, after so long that it is asked once a minute. */
    private static int askedAfter(int from, TaskRegister register, FailingOnce port) {
        int seconds = from;
        while ((seconds < from + 600 || port.asked.isEmpty()) && seconds < from + 700) {
            port.asked.clear();
            seconds++;
            register.tick(Duration.ofSeconds(seconds));
        }
        assertThat(port.asked).isNotEmpty();
        port.asked.clear();
        return seconds;
    }

    private static void assertAsked(FailingOnce port, String task) {
        assertThat(port.asked)
                .singleElement()
                .satisfies(questions -> assertThat(questions)
                        .extracting(TaskPort.Question::task)
                        .contains(task));
    }

    /** Such an acknowledgement would be refused. */
    @Test
    void updateWithAnEmptyUuidIsNotAcknowledged() {
        FailingOnce port = new FailingOnce();
        port.failed = true;
        TaskRegister register = register(port);
        register.recovered(
                new KnownTask("t", "worker", "S0", "host", "", 1000, 1728, Map.of(), KnownTask.Phase.LAUNCHED),
                Duration.ZERO);
        register.update(
                TaskStatus.newBuilder()
                        .setTaskId(MesosIds.task("t"))
                        .setAgentId(MesosIds.agent("S0"))
                        .setState(TaskState.TASK_FINISHED)
                        .setUuid(ByteString.EMPTY)
                        .build(),
                Duration.ZERO);

        assertThat(port.kept).containsExactly(new FrameworkState.Change.TaskEnded("t"));
        assertThat(port.acknowledged).isEmpty();
    }
}
