package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.jspecify.annotations.Nullable;

/** A task on an agent. Used on the master's thread only. */
final class AgentTask {

    private final String frameworkId;
    private final TaskInfo info;
    private final Agent agent;
    private final String role;
    private final ResourcePool pool;
    private final @Nullable TaskGroup group;
    private final String container = UUID.randomUUID().toString();
    private TaskState latest = TaskState.TASK_STAGING;
    private TaskState told = TaskState.TASK_STAGING;
    private boolean released;
    private long pid;
    private @Nullable TaskRun run;

    /** Makes one; with its group, if it is in one. */
    AgentTask(
            String frameworkId, TaskInfo info, Agent agent, String role, ResourcePool pool, @Nullable TaskGroup group) {
        this.group = group;
        this.frameworkId = frameworkId;
        this.info = info;
        this.agent = agent;
        this.role = role;
        this.pool = pool;
    }

    String id() {
        return info.getTaskId().getValue();
    }

    String frameworkId() {
        return frameworkId;
    }

    TaskInfo info() {
        return info;
    }

    Agent agent() {
        return agent;
    }

    String role() {
        return role;
    }

    ResourcePool pool() {
        return pool;
    }

    @Nullable
    TaskGroup group() {
        return group;
    }

    /** Gives the executor of its group, if it is in one. */
    @Nullable
    GroupExecutor executor() {
        return group == null ? null : group.executor();
    }

    /** Gives the id of its executor; that of a command has the task's. */
    String executorId() {
        return group == null ? id() : group.executor().id();
    }

    String container() {
        return container;
    }

    /** Gives the state that the agent knows. */
    TaskState latest() {
        return latest;
    }

    void latest(TaskState now) {
        latest = now;
    }

    /** Gives the state that the framework was told. */
    TaskState told() {
        return told;
    }

    void told(TaskState now) {
        told = now;
    }

    boolean holdsResources() {
        return !released;
    }

    void release() {
        released = true;
    }

    OptionalLong pid() {
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    void pid(long number) {
        pid = number;
    }

    void run(TaskRun now) {
        run = now;
    }

    /** Gives what runs it, once it was launched. */
    TaskRun run() {
        if (run == null) {
            throw new IllegalStateException("The task " + id() + " was not launched.");
        }
        return run;
    }
}
