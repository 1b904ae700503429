package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.mesos.negotiation.TaskNews.Heard;
import io.parley.mesos.recorded.Recorded;
import java.util.List;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TaskNewsTest {

    private static TaskStatus status(TaskState state, String reason, String message) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(MesosIds.task("t"))
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_MASTER)
                .setMessage(message);
        if (!reason.isEmpty()) {
            status.setReason(TaskStatus.Reason.valueOf("REASON_" + reason));
        }
        return status.build();
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_FINISHED,'',ALIVE,COMPLETED",
        "TASK_KILLED,'',ALIVE,KILLED",
        "TASK_FAILED,'',ALIVE,FAILED",
        "TASK_FAILED,CONTAINER_LIMITATION_MEMORY,ALIVE,MEMORY_EXCEEDED",
        "TASK_FAILED,CONTAINER_LIMITATION_DISK,ALIVE,FAILED",
        "TASK_FAILED,CONTAINER_PREEMPTED,ALIVE,PREEMPTED",
        "TASK_FAILED,CONTAINER_LAUNCH_FAILED,ALIVE,NOT_STARTED",
        "TASK_ERROR,TASK_INVALID,NOTHING,NOT_STARTED",
        "TASK_GONE,RECONCILIATION,ALIVE,UNKNOWN",
        "TASK_GONE,AGENT_REMOVED,ALIVE,HOST_LOST",
        "TASK_GONE_BY_OPERATOR,AGENT_REMOVED_BY_OPERATOR,ALIVE,HOST_LOST",
        "TASK_UNKNOWN,RECONCILIATION,AGENT_REMOVED,HOST_LOST",
        "TASK_LOST,RECONCILIATION,AGENT_REMOVED,HOST_LOST",
        "TASK_DROPPED,TASK_UNAUTHORIZED,NOTHING,NOT_STARTED"
    })
    void endsHaveTheirReason(TaskState state, String reason, Heard heard, ExitReason expected) {
        TaskNews news = TaskNews.read(status(state, reason, "why"), heard);

        assertThat(news).isInstanceOfSatisfying(TaskNews.Ended.class, ended -> {
            assertThat(ended.exit().reason()).isEqualTo(expected);
            assertThat(ended.exit().diagnostics()).contains(state.name(), "why");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_DROPPED,INVALID_OFFERS,NOTHING",
        "TASK_LOST,INVALID_OFFERS,NOTHING",
        "TASK_DROPPED,AGENT_DISCONNECTED,NOTHING",
        "TASK_UNKNOWN,RECONCILIATION,NOTHING",
        "TASK_GONE,RECONCILIATION,NOTHING",
        "TASK_LOST,RECONCILIATION,NOTHING"
    })
    void whatWasNeverLaunchedIsNoFailure(TaskState state, String reason, Heard heard) {
        assertThat(TaskNews.read(status(state, reason, ""), heard)).isInstanceOf(TaskNews.NeverLaunched.class);
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_UNREACHABLE,AGENT_REMOVED,UNKNOWN",
        "TASK_UNKNOWN,RECONCILIATION,UNKNOWN",
        "TASK_LOST,AGENT_REMOVED,REMOVED",
        "TASK_LOST,RECONCILIATION,UNKNOWN"
    })
    void lostAndUnreachableAreNotDeath(TaskState state, String reason, TaskNews.AgentFate fate) {
        assertThat(TaskNews.read(status(state, reason, ""), Heard.ALIVE))
                .isInstanceOfSatisfying(
                        TaskNews.Doubtful.class,
                        doubt -> assertThat(doubt.agent()).isEqualTo(fate));
    }

    @Test
    void onlyTheMasterTellsThatAnAgentIsRemoved() {
        TaskStatus status = status(TaskState.TASK_LOST, "AGENT_REMOVED", "").toBuilder()
                .setSource(TaskStatus.Source.SOURCE_AGENT)
                .build();

        assertThat(TaskNews.read(status, Heard.ALIVE))
                .isInstanceOfSatisfying(
                        TaskNews.Doubtful.class,
                        doubt -> assertThat(doubt.agent()).isEqualTo(TaskNews.AgentFate.UNKNOWN));
    }

    @ParameterizedTest
    @EnumSource(names = {"TASK_STAGING", "TASK_STARTING", "TASK_KILLING"})
    void whatBeginsOrIsBeingEndedIsAlive(TaskState state) {
        for (Heard heard : Heard.values()) {
            assertThat(TaskNews.read(status(state, "", ""), heard)).isInstanceOf(TaskNews.Alive.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Heard.class)
    void onlyRunningRuns(Heard heard) {
        assertThat(TaskNews.read(status(TaskState.TASK_RUNNING, "", ""), heard)).isInstanceOf(TaskNews.Running.class);
    }

    @ParameterizedTest
    @EnumSource(TaskState.class)
    void everyStateMeansSomething(TaskState state) {
        for (Heard heard : Heard.values()) {
            assertThat(TaskNews.read(status(state, "", ""), heard)).isNotNull();
        }
    }

    @Test
    void exitStatusIsReadFromWhatTheExecutorSays() {
        TaskNews news = TaskNews.read(status(TaskState.TASK_FAILED, "", "Command exited with status 3"), Heard.ALIVE);

        assertThat(news)
                .isInstanceOfSatisfying(
                        TaskNews.Ended.class,
                        ended -> assertThat(ended.exit().status()).hasValue(3));
    }

    @Test
    void recordedLifeIsReadInOrder() {
        List<String> kinds = Recorded.events().stream()
                .filter(event -> event.getType() == Event.Type.UPDATE)
                .map(event -> event.getUpdate().getStatus())
                .filter(status -> status.getTaskId().getValue().equals("p-1"))
                .map(status -> TaskNews.read(status, Heard.ALIVE).getClass().getSimpleName())
                .toList();

        assertThat(kinds).containsExactly("Alive", "Running", "Ended");
    }
}
