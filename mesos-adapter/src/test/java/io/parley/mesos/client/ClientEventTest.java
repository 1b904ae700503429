package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Offer.Operation;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;

class ClientEventTest {

    private static Call launch(int tasks) {
        Operation.Launch.Builder launch = Operation.Launch.newBuilder();
        for (int task = 0; task < tasks; task++) {
            launch.addTaskInfos(TaskInfo.newBuilder()
                    .setName("n")
                    .setTaskId(TaskID.newBuilder().setValue("t" + task))
                    .setAgentId(AgentID.newBuilder().setValue("a"))
                    .setCommand(CommandInfo.newBuilder().addArguments("-Dsecret=hunter2")));
        }
        return Call.newBuilder()
                .setType(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder()
                        .addOperations(Operation.newBuilder()
                                .setType(Operation.Type.LAUNCH)
                                .setLaunch(launch)))
                .build();
    }

    @Test
    void namesTheTasksOfACallAndNothingElseOfThem() {
        Call call = launch(2);
        assertThat(List.of(
                        new ClientEvent.CallRefused(call, 400, "why"),
                        new ClientEvent.CallDropped(call, "why"),
                        new ClientEvent.CallUnanswered(call, "why")))
                .extracting(Object::toString)
                .containsExactly(
                        "ACCEPT of t0, t1 refused with 400: why",
                        "ACCEPT of t0, t1 dropped: why",
                        "ACCEPT of t0, t1 unanswered: why");
        assertThat(new ClientEvent.CallDropped(launch(12), "why").toString())
                .contains("t9 and 2 more")
                .doesNotContain("t10", "hunter2");
    }

    @Test
    void tellsOfAMasterAndAFrameworkInWords() {
        assertThat(List.of(
                        new ClientEvent.Subscribed(URI.create("http://m:5050/api/v1/scheduler")),
                        new ClientEvent.TornDown("f-1")))
                .extracting(ClientEvent::message)
                .containsExactly(
                        "Subscribed at the Mesos master http://m:5050.",
                        "The Mesos master has taken the end of the framework f-1.");
    }

    @Test
    void namesACallWithoutTasksByItsType() {
        Call call = Call.newBuilder().setType(Call.Type.REVIVE).build();
        assertThat(new ClientEvent.CallDropped(call, "why").toString()).isEqualTo("REVIVE dropped: why");
    }
}
