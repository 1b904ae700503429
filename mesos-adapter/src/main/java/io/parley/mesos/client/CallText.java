package io.parley.mesos.client;

import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.Offer.Operation;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** Names a call without what it holds: commands, environments and addresses of tasks may be secret. Stateless. */
final class CallText {

    private static final int MOST_TASKS = 10;

    private CallText() {}

    /** Gives the type and the ids of its tasks. */
    static String of(Call call) {
        List<String> tasks = tasks(call).map(TaskID::getValue).toList();
        if (tasks.isEmpty()) {
            return call.getType().toString();
        }
        int named = Math.min(tasks.size(), MOST_TASKS);
        return call.getType() + " of " + String.join(", ", tasks.subList(0, named))
                + (named < tasks.size() ? " and " + (tasks.size() - named) + " more" : "");
    }

    private static Stream<TaskID> tasks(Call call) {
        return switch (call.getType()) {
            case ACCEPT ->
                call.getAccept().getOperationsList().stream()
                        .flatMap(CallText::launched)
                        .map(TaskInfo::getTaskId);
            case KILL -> Stream.of(call.getKill().getTaskId());
            case ACKNOWLEDGE -> Stream.of(call.getAcknowledge().getTaskId());
            case RECONCILE -> call.getReconcile().getTasksList().stream().map(Call.Reconcile.Task::getTaskId);
            default -> Stream.of();
        };
    }

    private static Stream<TaskInfo> launched(Operation operation) {
        return Stream.concat(
                operation.getLaunch().getTaskInfosList().stream(),
                operation.getLaunchGroup().getTaskGroup().getTasksList().stream());
    }
}
