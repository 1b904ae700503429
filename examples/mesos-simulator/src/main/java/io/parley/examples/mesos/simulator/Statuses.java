package io.parley.examples.mesos.simulator;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.ContainerID;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskResourceLimitation;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** The states of tasks as Mesos tells them. Stateless, but for the clock and random ids. */
final class Statuses {

    private static final Set<TaskState> TERMINAL = EnumSet.of(
            TaskState.TASK_FINISHED,
            TaskState.TASK_FAILED,
            TaskState.TASK_KILLED,
            TaskState.TASK_ERROR,
            TaskState.TASK_LOST,
            TaskState.TASK_DROPPED,
            TaskState.TASK_GONE);

    private static final double EXECUTOR_MEBIBYTES = 32;
    private static final String LOOPBACK = "127.0.0.1";

    private Statuses() {}

    static boolean isTerminal(TaskState state) {
        return TERMINAL.contains(state);
    }

    /** Starts a status that the master itself sends, without a uuid. */
    static TaskStatus.Builder ofMaster(String task, TaskState state, TaskStatus.Reason reason, String message) {
        return TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_MASTER)
                .setReason(reason)
                .setMessage(message)
                .setTimestamp(now());
    }

    /** Starts a status that an agent or an executor sends. */
    static TaskStatus.Builder ofAgent(AgentTask task, TaskState state, TaskStatus.Source source) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(task.info().getTaskId())
                .setState(state)
                .setSource(source)
                .setAgentId(task.agent().idMessage())
                .setExecutorId(ExecutorID.newBuilder().setValue(task.executorId()))
                .setTimestamp(now())
                .setUuid(bytes(UUID.randomUUID()));
        if (source == TaskStatus.Source.SOURCE_EXECUTOR) {
            boolean isBare = task.executor() != null && state != TaskState.TASK_RUNNING;
            status.setContainerStatus(isBare ? bareContainer(task).build() : container(task));
        }
        return status;
    }

    /** Starts the status of a task that has taken more memory than its own and that of its executor. */
    static TaskStatus.Builder ofExceededMemory(AgentTask task) {
        double mebibytes = task.pool().scalar("mem") + EXECUTOR_MEBIBYTES;
        String text = Math.round(mebibytes) + "MB";
        return ofAgent(task, TaskState.TASK_FAILED, TaskStatus.Source.SOURCE_AGENT)
                .setReason(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY)
                .setMessage("Memory limit exceeded: Requested: " + text + " Maximum Used: " + text + "\n")
                .setLimitation(
                        TaskResourceLimitation.newBuilder().addResources(AgentDescription.scalar("mem", mebibytes)));
    }

    static ContainerStatus container(AgentTask task) {
        NetworkInfo.IPAddress.Builder address =
                NetworkInfo.IPAddress.newBuilder().setIpAddress(LOOPBACK);
        if (task.executor() != null) {
            address.setProtocol(NetworkInfo.Protocol.IPv4);
        }
        ContainerStatus.Builder container =
                bareContainer(task).addNetworkInfos(NetworkInfo.newBuilder().addIpAddresses(address));
        task.pid().ifPresent(pid -> container.setExecutorPid((int) pid));
        return container.build();
    }

    /** Gives what is told of the container of a group's task that does not run yet, or not any more. */
    private static ContainerStatus.Builder bareContainer(AgentTask task) {
        ContainerID.Builder id = ContainerID.newBuilder().setValue(task.container());
        GroupExecutor executor = task.executor();
        if (executor != null) {
            id.setParent(ContainerID.newBuilder().setValue(executor.container()));
        }
        return ContainerStatus.newBuilder().setContainerId(id);
    }

    static Event update(TaskStatus status) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status))
                .build();
    }

    static ByteString bytes(UUID uuid) {
        return ByteString.copyFrom(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }
}
