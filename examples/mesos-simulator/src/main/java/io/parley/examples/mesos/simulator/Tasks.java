package io.parley.examples.mesos.simulator;

import java.util.Optional;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.TimeInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** Launches, ends and tells of tasks. Used on the master's thread only. */
final class Tasks implements TaskRun.Listener {

    private final Cluster cluster;
    private final TaskRun.Place place;

    Tasks(Cluster cluster, TaskRun.Place place) {
        this.cluster = cluster;
        this.place = place;
    }

    void launch(AgentTask task, Framework framework) {
        task.agent().add(task);
        TaskRun run = new TaskRun(
                place,
                task,
                framework.can(FrameworkInfo.Capability.Type.TASK_KILLING_STATE),
                isPartitionAware(framework),
                this);
        task.run(run);
        run.launch();
    }

    @Override
    public void forward(AgentTask task, TaskStatus status) {
        task.told(status.getState());
        if (Statuses.isTerminal(task.latest())) {
            // The agent tells its latest state with every update.
            task.release();
        }
        Framework framework = cluster.framework(task.frameworkId());
        if (framework != null) {
            framework.send(Statuses.update(status));
        }
    }

    @Override
    public void ended(AgentTask task) {
        endGroupOf(task);
        GroupExecutor executor = task.executor();
        if (executor == null
                || task.agent().state() != Agent.State.REGISTERED
                || !task.agent().tasksOf(executor).stream()
                        .allMatch(each -> each.run().isOver())
                || !task.agent().remove(executor)) {
            return;
        }
        Framework framework = cluster.framework(task.frameworkId());
        if (framework != null) {
            framework.send(Event.newBuilder()
                    .setType(Event.Type.FAILURE)
                    .setFailure(Event.Failure.newBuilder()
                            .setAgentId(task.agent().idMessage())
                            .setExecutorId(ExecutorID.newBuilder().setValue(executor.id()))
                            .setStatus(0))
                    .build());
        }
    }

    /** Like Mesos' executor it ends the others of a group when one has failed or was killed. */
    private static void endGroupOf(AgentTask task) {
        TaskGroup group = task.group();
        if (group != null && (task.latest() == TaskState.TASK_FAILED || task.latest() == TaskState.TASK_KILLED)) {
            task.agent().tasksOf(group.executor()).stream()
                    .filter(each -> group.tasks().contains(each.id()))
                    .forEach(each -> each.run().kill(null));
        }
    }

    /** Ends an executor of groups with its tasks. */
    void shutDown(Framework framework, Call.Shutdown shutdown) {
        String id = shutdown.getExecutorId().getValue();
        cluster.agent(shutdown.getAgentId().getValue())
                .filter(agent -> agent.state() == Agent.State.REGISTERED)
                .ifPresent(agent -> agent.executorsOf(framework.id()).stream()
                        .filter(executor -> executor.id().equals(id))
                        .flatMap(executor -> agent.tasksOf(executor).stream())
                        .forEach(task -> task.run().shutDown()));
    }

    @Override
    public void done(AgentTask task) {
        task.agent().remove(task);
    }

    void kill(Framework framework, String id, @Nullable AgentID agent, @Nullable KillPolicy policy) {
        Optional<AgentTask> task = find(framework, id);
        if (task.isEmpty()) {
            reconcile(framework, id, agent);
        } else if (task.get().agent().state() == Agent.State.REGISTERED) {
            task.get().run().kill(policy);
        } else if (task.get().agent().state() == Agent.State.DISCONNECTED) {
            task.get().agent().killLater(task.get());
        } else {
            reconcile(framework, id, agent);
        }
    }

    void acknowledge(Framework framework, String id, ByteString uuid) {
        // What an agent that is away does not hear it tells again when it is back.
        find(framework, id)
                .filter(task -> task.agent().state() == Agent.State.REGISTERED)
                .ifPresent(task -> task.run().acknowledge(uuid));
    }

    private Optional<AgentTask> find(Framework framework, String id) {
        return cluster.tasksOf(framework.id())
                .filter(task -> task.id().equals(id))
                .findFirst();
    }

    void reconcile(Framework framework, Call.Reconcile reconcile) {
        if (reconcile.getTasksCount() == 0) {
            cluster.tasksOf(framework.id())
                    .filter(task -> isKnown(task.agent()))
                    .forEach(task -> framework.send(Statuses.update(latest(task))));
            return;
        }
        for (Call.Reconcile.Task task : reconcile.getTasksList()) {
            reconcile(framework, task.getTaskId().getValue(), task.hasAgentId() ? task.getAgentId() : null);
        }
    }

    private static boolean isKnown(Agent agent) {
        return agent.state() == Agent.State.REGISTERED || agent.state() == Agent.State.DISCONNECTED;
    }

    private void reconcile(Framework framework, String id, @Nullable AgentID agentId) {
        Optional<AgentTask> task = find(framework, id);
        Optional<Agent> agent = task.map(AgentTask::agent)
                .or(() -> Optional.ofNullable(agentId).flatMap(given -> cluster.agent(given.getValue())));
        boolean recovering = cluster.agents().stream().anyMatch(each -> each.state() == Agent.State.RECOVERING);
        if (recovering && (agent.isEmpty() || agent.get().state() == Agent.State.RECOVERING)) {
            // The agent that will come back may know it.
            return;
        }
        if (task.isPresent() && isKnown(task.get().agent())) {
            framework.send(Statuses.update(latest(task.get())));
            return;
        }
        TaskStatus.Builder status = agent.map(each -> ofState(framework, id, each))
                .orElseGet(() -> reconciled(framework, id, TaskState.TASK_UNKNOWN, "Task is unknown"));
        if (agentId != null) {
            status.setAgentId(agentId);
        } else {
            agent.filter(each -> task.isPresent()).ifPresent(each -> status.setAgentId(each.idMessage()));
        }
        framework.send(Statuses.update(status.build()));
    }

    private static TaskStatus.Builder ofState(Framework framework, String id, Agent agent) {
        return switch (agent.state()) {
            case REGISTERED, DISCONNECTED, RECOVERING ->
                reconciled(framework, id, TaskState.TASK_GONE, "Task is unknown to the agent");
            case UNREACHABLE ->
                reconciled(framework, id, TaskState.TASK_UNREACHABLE, "Task is unreachable")
                        .setUnreachableTime(unreachableTime(agent));
            case GONE -> reconciled(framework, id, TaskState.TASK_GONE_BY_OPERATOR, "Task is gone");
            case REMOVED -> reconciled(framework, id, TaskState.TASK_UNKNOWN, "Task is unknown");
        };
    }

    static TimeInfo.Builder unreachableTime(Agent agent) {
        return TimeInfo.newBuilder().setNanoseconds(agent.unreachableNanos());
    }

    private static TaskStatus.Builder reconciled(Framework framework, String id, TaskState state, String reason) {
        return Statuses.ofMaster(
                id,
                isPartitionAware(framework) ? state : TaskState.TASK_LOST,
                TaskStatus.Reason.REASON_RECONCILIATION,
                "Reconciliation: " + reason);
    }

    static boolean isPartitionAware(Framework framework) {
        return framework.can(FrameworkInfo.Capability.Type.PARTITION_AWARE);
    }

    private static TaskStatus latest(AgentTask task) {
        TaskStatus.Builder status = Statuses.ofMaster(
                        task.id(),
                        task.told(),
                        TaskStatus.Reason.REASON_RECONCILIATION,
                        "Reconciliation: Latest task state")
                .setAgentId(task.agent().idMessage());
        if (task.told() != TaskState.TASK_STAGING) {
            status.setContainerStatus(Statuses.container(task));
        }
        return status.build();
    }
}
