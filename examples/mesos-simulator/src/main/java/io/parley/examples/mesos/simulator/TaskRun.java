package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.task.Fetch;
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
    private static final Duration LONGEST_GRACE = Duration.ofDays(365);

    private final Place place;
    private final AgentTask task;
    private final boolean tellsKilling;
    private final boolean partitionAware;
    private final Listener listener;
    private final UpdateQueue updates;
    private @Nullable TaskProcess process;
    private @Nullable Path folder;
    private @Nullable Future<?> start;
    private @Nullable Fetch fetch;
    private @Nullable Future<?> outOfTime;
    private @Nullable Future<?> escalation;
    private long askedNanos;
    private Duration graceGiven = LONGEST_GRACE;
    private TaskEnd end = TaskEnd.NOT_ASKED;
    private boolean over;

    private enum TaskEnd {
        NOT_ASKED,
        KILLED,
        OUT_OF_TIME,
        OUT_OF_MEMORY
    }

    TaskRun(Place place, AgentTask task, boolean tellsKilling, boolean partitionAware, Listener listener) {
        this.place = place;
        this.task = task;
        this.tellsKilling = tellsKilling;
        this.partitionAware = partitionAware;
        this.listener = listener;
        this.updates = new UpdateQueue(
                place.loop(),
                place.settings().agentTimes().acknowledgementTimeout(),
                status -> listener.forward(task, status));
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
            start = place.loop().after(place.settings().agentTimes().executorStart(), () -> fetch(sandbox));
        } catch (IOException | RuntimeException e) {
            finish(Statuses.ofAgent(
                            task,
                            partitionAware ? TaskState.TASK_DROPPED : TaskState.TASK_LOST,
                            TaskStatus.Source.SOURCE_AGENT)
                    .setReason(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED)
                    .setMessage(String.valueOf(e.getMessage())));
        }
    }

    private void fetch(Sandbox sandbox) {
        Optional<String> problem = ContainerLaunch.problem(task.info().getContainer());
        if (problem.isPresent()) {
            failToLaunch(problem.get());
            return;
        }
        fetch = Fetch.start(
                task.info().getCommand(),
                sandbox,
                place.watchdog(),
                fetched -> place.loop().run(() -> execute(sandbox, fetched)));
    }

    private void failToLaunch(String message) {
        finish(Statuses.ofAgent(task, TaskState.TASK_FAILED, TaskStatus.Source.SOURCE_AGENT)
                .setReason(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED)
                .setMessage(message));
    }

    private void execute(Sandbox sandbox, boolean fetched) {
        if (over) {
            return;
        }
        if (!fetched) {
            failToLaunch("Failed to launch container: Failed to fetch all URIs for container '" + task.container()
                    + "': exited with status 1");
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
                outOfTime = place.loop()
                        .afterByClock(
                                Duration.ofNanos(
                                        task.info().getMaxCompletionTime().getNanoseconds()),
                                () -> end(TaskEnd.OUT_OF_TIME, grace(task.info().getKillPolicy())));
            }
        } catch (IOException e) {
            sandbox.complain(String.valueOf(e.getMessage()));
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
        if (end == TaskEnd.OUT_OF_MEMORY) {
            finish(Statuses.ofExceededMemory(task));
            return;
        }
        TaskState state = switch (end) {
            case KILLED -> TaskState.TASK_KILLED;
            case OUT_OF_TIME, OUT_OF_MEMORY -> TaskState.TASK_FAILED;
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
            if (fetch != null) {
                fetch.kill();
            }
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

    /** Ends it as an agent does that enforces its memory; tells whether it runs. */
    boolean exceedMemory() {
        if (over || process == null) {
            return false;
        }
        end = TaskEnd.OUT_OF_MEMORY;
        process.kill();
        return true;
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
        if (over || running == null) {
            return;
        }
        if (end == TaskEnd.NOT_ASKED) {
            end = how;
            askedNanos = System.nanoTime();
            running.terminate();
        } else if (grace.compareTo(graceGiven) >= 0) {
            return;
        }
        // Asked again, it has the shorter time, counted from the first.
        graceGiven = grace;
        cancel(escalation);
        Duration passed = Duration.ofNanos(System.nanoTime() - askedNanos);
        escalation = place.loop().afterByClock(grace.minus(passed), running::kill);
    }

    private static Duration grace(KillPolicy policy) {
        return policy.hasGracePeriod()
                ? Duration.ofNanos(Math.min(policy.getGracePeriod().getNanoseconds(), LONGEST_GRACE.toNanos()))
                : GRACE;
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Nothing is to be done any more at a later time, when its process number may be that of another. */
    private void cancelTimers() {
        cancel(start);
        cancel(outOfTime);
        cancel(escalation);
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
        cancelTimers();
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
        cancelTimers();
        updates.clear();
        if (fetch != null) {
            fetch.kill();
        }
        if (process != null) {
            process.kill();
        }
    }

    /** Ends it at once and waits for that. */
    void destroyAndWait() {
        destroy();
        if (fetch != null) {
            fetch.killAndWait();
        }
        if (process != null) {
            process.killAndWait();
        }
    }
}
