package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.task.Sandbox;
import io.parley.examples.mesos.simulator.task.TaskProcess;
import io.parley.examples.mesos.simulator.task.Watchdog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The life of a task on its agent, from the start of its executor to the last acknowledgement. On the master's thread.
 */
final class TaskRun {

    /**
     * Where tasks run.
     *
     * @param loop the master's thread
     * @param watchdog who ends processes with this one
     * @param work the folder of everything
     * @param settings how long things take
     */
    record Place(MasterLoop loop, Watchdog watchdog, Path work, SimulatorSettings settings) {}

    /** Who hears of a task. */
    interface Listener {

        /** An update is for the framework; the same one may come again. */
        void forward(AgentTask task, TaskStatus status);

        /** Nothing of it runs any more; its last updates may not be acknowledged yet. */
        void ended(AgentTask task);

        /** Its last update was acknowledged. */
        void done(AgentTask task);
    }

    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Place place;
    private final AgentTask task;
    private final boolean tellsKilling;
    private final boolean partitionAware;
    private final Listener listener;
    private final UpdateQueue updates;
    private @Nullable TaskProcess process;
    private @Nullable Path folder;
    private @Nullable Future<?> start;
    private TaskEnd end = TaskEnd.NOT_ASKED;
    private boolean over;

    private enum TaskEnd {
        NOT_ASKED,
        KILLED,
        OUT_OF_TIME
    }

    TaskRun(Place place, AgentTask task, boolean tellsKilling, boolean partitionAware, Listener listener) {
        this.place = place;
        this.task = task;
        this.tellsKilling = tellsKilling;
        this.partitionAware = partitionAware;
        this.listener = listener;
        this.updates = new UpdateQueue(
                place.loop(), place.settings().acknowledgementTimeout(), status -> listener.forward(task, status));
    }

    void launch() {
        try {
            Sandbox sandbox = Sandbox.create(
                    place.work().resolve("agent" + task.agent().number()),
                    task.agent().id(),
                    task.frameworkId(),
                    task.executorId(),
                    task.container(),
                    task.info().getCommand().getUser());
            folder = sandbox.path();
            start = place.loop().after(place.settings().executorStart(), () -> fetch(sandbox));
        } catch (IOException e) {
            finish(Statuses.ofAgent(
                            task,
                            partitionAware ? TaskState.TASK_DROPPED : TaskState.TASK_LOST,
                            TaskStatus.Source.SOURCE_AGENT)
                    .setReason(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED)
                    .setMessage(String.valueOf(e.getMessage())));
        }
    }

    private void fetch(Sandbox sandbox) {
        // Copying takes time, which the other tasks do not wait for.
        CompletableFuture<Void> ignored = CompletableFuture.supplyAsync(() -> {
                    try {
                        sandbox.fetch(task.info().getCommand());
                        return true;
                    } catch (IOException e) {
                        // The sandbox says why.
                        return false;
                    }
                })
                .thenAccept(fetched -> place.loop().run(() -> execute(sandbox, fetched)));
    }

    private void execute(Sandbox sandbox, boolean fetched) {
        if (over) {
            return;
        }
        if (!fetched) {
            finish(Statuses.ofAgent(task, TaskState.TASK_FAILED, TaskStatus.Source.SOURCE_AGENT)
                    .setReason(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED)
                    .setMessage("Failed to launch container: Failed to fetch all URIs for container '"
                            + task.container() + "': exited with status 1"));
            return;
        }
        try {
            TaskProcess started =
                    TaskProcess.start(task.info().getCommand(), sandbox.path(), variables(sandbox), place.watchdog());
            process = started;
            task.pid(started.pid());
            add(ofExecutor(TaskState.TASK_STARTING));
            add(ofExecutor(TaskState.TASK_RUNNING));
            CompletableFuture<Void> ignored =
                    started.exit().thenAccept(status -> place.loop().run(() -> exited(status)));
            if (task.info().hasMaxCompletionTime()) {
                place.loop()
                        .laterByClock(
                                Duration.ofNanos(
                                        task.info().getMaxCompletionTime().getNanoseconds()),
                                () -> end(TaskEnd.OUT_OF_TIME, grace(task.info().getKillPolicy())));
            }
        } catch (IOException e) {
            add(ofExecutor(TaskState.TASK_STARTING));
            add(ofExecutor(TaskState.TASK_RUNNING));
            exited(1);
        }
    }

    private Map<String, String> variables(Sandbox sandbox) {
        return Map.of(
                "MESOS_SANDBOX", sandbox.path().toString(),
                "MESOS_DIRECTORY", sandbox.path().toString(),
                "MESOS_TASK_ID", task.id(),
                "MESOS_EXECUTOR_ID", task.executorId(),
                "MESOS_FRAMEWORK_ID", task.frameworkId(),
                "MESOS_SLAVE_ID", task.agent().id(),
                "MESOS_CONTAINER_IP", "127.0.0.1");
    }

    private void exited(int status) {
        if (over) {
            return;
        }
        TaskState state = switch (end) {
            case KILLED -> TaskState.TASK_KILLED;
            case OUT_OF_TIME -> TaskState.TASK_FAILED;
            case NOT_ASKED -> status == 0 ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED;
        };
        TaskStatus.Builder last = ofExecutor(state).setMessage(ExitText.of(status));
        if (end == TaskEnd.OUT_OF_TIME) {
            last.setReason(TaskStatus.Reason.REASON_MAX_COMPLETION_TIME_REACHED);
        }
        finish(last);
    }

    /** Ends it, as a framework asks for; a policy goes before the task's own. */
    void kill(@Nullable KillPolicy policy) {
        if (over) {
            return;
        }
        if (process == null) {
            finish(Statuses.ofAgent(task, TaskState.TASK_KILLED, TaskStatus.Source.SOURCE_AGENT)
                    .setReason(TaskStatus.Reason.REASON_TASK_KILLED_DURING_LAUNCH)
                    .setMessage("Killed before delivery to the executor"));
            return;
        }
        if (end == TaskEnd.NOT_ASKED && tellsKilling) {
            add(ofExecutor(TaskState.TASK_KILLING));
        }
        end(TaskEnd.KILLED, grace(policy == null ? task.info().getKillPolicy() : policy));
    }

    /** Ends it with its executor, which gives no time. */
    void shutDown() {
        TaskProcess running = process;
        if (over || running == null) {
            kill(null);
            return;
        }
        if (end == TaskEnd.NOT_ASKED && tellsKilling) {
            // Its container is there still.
            add(ofExecutor(TaskState.TASK_KILLING).setContainerStatus(Statuses.container(task)));
        }
        end = TaskEnd.KILLED;
        running.kill();
    }

    private void end(TaskEnd how, Duration grace) {
        TaskProcess running = process;
        if (over || running == null || end != TaskEnd.NOT_ASKED) {
            return;
        }
        end = how;
        running.terminate();
        place.loop().laterByClock(grace, running::kill);
    }

    private static Duration grace(KillPolicy policy) {
        return policy.hasGracePeriod()
                ? Duration.ofNanos(policy.getGracePeriod().getNanoseconds())
                : GRACE;
    }

    private TaskStatus.Builder ofExecutor(TaskState state) {
        return Statuses.ofAgent(task, state, TaskStatus.Source.SOURCE_EXECUTOR);
    }

    private void add(TaskStatus.Builder status) {
        task.latest(status.getState());
        updates.add(status.build());
    }

    private void finish(TaskStatus.Builder last) {
        over = true;
        if (start != null) {
            start.cancel(false);
        }
        add(last);
        listener.ended(task);
    }

    boolean isOver() {
        return over;
    }

    /** Gives its folder, once it has one. */
    Optional<Path> sandbox() {
        return Optional.ofNullable(folder);
    }

    void acknowledge(ByteString uuid) {
        if (updates.acknowledge(uuid) && updates.isEmpty() && over) {
            listener.done(task);
        }
    }

    /** The agent has lost the master. */
    void disconnect() {
        updates.disconnect();
    }

    /** The agent has found the master; it was told of pending updates twice by some. */
    void reconnect() {
        updates.reconnect();
    }

    /** Ends it at once; nobody is told. */
    void destroy() {
        over = true;
        if (start != null) {
            start.cancel(false);
        }
        updates.clear();
        if (process != null) {
            process.kill();
        }
    }

    /** Ends it at once and waits for that. */
    void destroyAndWait() {
        destroy();
        if (process != null) {
            process.killAndWait();
        }
    }
}
