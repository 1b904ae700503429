package io.parley.mesos.negotiation;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.HostBlame;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.mesos.state.FrameworkState.Change;
import io.parley.mesos.state.KnownTask;
import io.parley.mesos.updates.SeenUpdates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * Every task that may live, and what updates make of it. Not thread-safe; pure but for its {@link TaskPort}; time is a
 * parameter.
 *
 * <p>A task leaves the register, on the disk too, when its end is known: told by its agent or decided by the master.
 * One of which nobody could tell for too long is lost for its demand, and no longer wanted. What nobody wants is killed
 * until its end is known, and what nobody knows is killed when it shows up.
 */
final class TaskRegister {

    private static final BackOff KILL_AGAIN = new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(2));
    /** How many ended tasks are remembered, for updates that come late. */
    private static final int REMEMBERED_TASKS = 1000;
    /** Some 10 MiB; updates come again within seconds, not after so many others. */
    private static final int REMEMBERED_UPDATES = 65_536;

    private final TaskPort port;
    private final MesosNegotiatorOptions options;
    private final Listener listener;
    private final Map<String, HeldTask> tasks = new LinkedHashMap<>();
    private final Reconciliation reconciliation = new Reconciliation();
    private final SeenUpdates seen = new SeenUpdates(REMEMBERED_UPDATES);
    private final Map<String, Boolean> ended = new LinkedHashMap<>();
    private boolean subscribed;
    private long duplicates;

    /** Is told what happens to the tasks of demands. */
    interface Listener {

        /** It runs. */
        void running(TrackedDemand<GrantedTask> demand, Duration now);

        /** It was never launched, through no fault of its own. */
        void neverLaunched(TrackedDemand<GrantedTask> demand, ProcessExit exit, Duration now);

        /** It ended. */
        void ended(TrackedDemand<GrantedTask> demand, ProcessExit exit, HostBlame blame, Duration now);
    }

    TaskRegister(TaskPort port, MesosNegotiatorOptions options, Listener listener) {
        this.port = port;
        this.options = options;
        this.listener = listener;
    }

    Collection<HeldTask> held() {
        return tasks.values();
    }

    long duplicates() {
        return duplicates;
    }

    boolean isReconciled() {
        return reconciliation.isOver();
    }

    void clear() {
        tasks.clear();
    }

    /** Enters a task of an earlier run, which nobody has claimed yet; one that was to be ended still is. */
    void recovered(KnownTask task, Duration now) {
        HeldTask held = new HeldTask(task, null, now);
        tasks.put(task.id(), held);
        if (task.phase() == KnownTask.Phase.UNWANTED) {
            held.end(Optional.empty(), now);
        }
    }

    /** Gives the tasks of earlier runs that nobody has claimed. */
    List<KnownTask> unclaimed() {
        return tasks.values().stream()
                .filter(task -> task.demand() == null && task.known().phase() != KnownTask.Phase.UNWANTED)
                .map(HeldTask::known)
                .toList();
    }

    /**
     * Gives one of the tasks of earlier runs that nobody has claimed.
     *
     * @param demand the name of the demand for which it is to be
     * @throws IllegalArgumentException if there is no such task, or it has less memory than needed
     */
    KnownTask unclaimed(String id, long neededMebibytes, String demand) {
        KnownTask found = unclaimed().stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "No task " + id + " of an earlier run waits for a demand. Choose one of recovered()."));
        if (found.memMebibytes() < neededMebibytes) {
            throw new IllegalArgumentException("The task " + id + " has " + found.memMebibytes() + " MiB, the plan of "
                    + demand + " needs " + neededMebibytes + " MiB. Adopt it for a smaller plan, or let it end.");
        }
        return found;
    }

    /** Makes a task of an earlier run the task of a demand. */
    void claim(String id, TrackedDemand<GrantedTask> demand, Duration now) {
        HeldTask before = tasks.get(id);
        if (before != null) {
            tasks.put(id, new HeldTask(before.known(), demand, now));
            ask(id, now);
        }
    }

    /** Enters a task whose launch is about to be sent; it is kept on the disk before. */
    void launched(KnownTask task, TrackedDemand<GrantedTask> demand, Duration now) {
        tasks.put(task.id(), new HeldTask(task, demand, now));
        port.save(new Change.TaskChanged(task));
    }

    /** Enters that nobody wants a task any more: it is killed until its end is told. */
    void unwanted(String id, Duration now) {
        HeldTask task = tasks.get(id);
        if (task == null) {
            return;
        }
        HeldTask unwanted = new HeldTask(task.known().in(KnownTask.Phase.UNWANTED), null, now);
        tasks.put(id, unwanted);
        port.save(new Change.TaskChanged(unwanted.known()));
        unwanted.end(Optional.empty(), now);
        kill(unwanted, now);
    }

    /** Ends a task whose demand goes on until that is told. */
    void end(String id, Duration grace, Duration now) {
        HeldTask task = tasks.get(id);
        if (task != null) {
            task.end(Optional.of(grace), now);
            kill(task, now);
        }
    }

    private void kill(HeldTask task, Duration now) {
        if (subscribed && task.isToKill(now)) {
            task.killed(KILL_AGAIN, now);
            port.kill(task.id(), task.known().agent(), task.grace());
        }
    }

    /** Handles an update and has it acknowledged, if its sender waits for that. */
    void update(TaskStatus status, Duration now) {
        SeenUpdates.Arrival arrival = seen.arrived(status);
        switch (arrival) {
            case HANDLED -> duplicates++;
            // One whose handling failed was not acknowledged, and comes again.
            case NEW, UNDER_WAY, WITHOUT_UUID -> {
                handle(status, now);
                seen.handled(status);
            }
        }
        if (arrival != SeenUpdates.Arrival.WITHOUT_UUID) {
            port.acknowledge(status);
        }
    }

    private void handle(TaskStatus status, Duration now) {
        HeldTask task = tasks.get(status.getTaskId().getValue());
        if (task == null) {
            stranger(status, now);
        } else {
            reconciliation.answered(task.id());
            handle(task, status, now);
        }
    }

    /** A task that nobody knows may be one that was given up and came back; it must not live on unseen. */
    private void stranger(TaskStatus status, Duration now) {
        String id = status.getTaskId().getValue();
        reconciliation.answered(id);
        if (ended.containsKey(id)) {
            duplicates++;
            return;
        }
        TaskNews news = TaskNews.read(status, TaskNews.Heard.ALIVE);
        if (news instanceof TaskNews.Alive || news instanceof TaskNews.Running) {
            KnownTask known = new KnownTask(
                    id, id, status.getAgentId().getValue(), "", "", 0, 0, Map.of(), KnownTask.Phase.UNWANTED);
            HeldTask held = new HeldTask(known, null, now);
            held.alive();
            tasks.put(id, held);
            port.save(new Change.TaskChanged(known));
            held.end(Optional.empty(), now);
            kill(held, now);
        }
    }

    private void handle(HeldTask task, TaskStatus status, Duration now) {
        TaskNews news = TaskNews.read(status, task.heard());
        TrackedDemand<GrantedTask> demand = task.demand();
        if (news instanceof TaskNews.Alive) {
            task.alive();
        } else if (news instanceof TaskNews.Running) {
            task.alive();
            if (task.known().phase() == KnownTask.Phase.LAUNCHED) {
                task.known(task.known().in(KnownTask.Phase.RUNNING));
                port.save(new Change.TaskChanged(task.known()));
            }
            if (demand != null) {
                listener.running(demand, now);
            } else if (task.known().phase() == KnownTask.Phase.UNWANTED
                    && status.getReason() == TaskStatus.Reason.REASON_AGENT_REREGISTERED) {
                task.end(Optional.empty(), now);
                kill(task, now);
            }
        } else if (news instanceof TaskNews.NeverLaunched never) {
            gone(task);
            if (demand != null) {
                listener.neverLaunched(demand, never.exit(), now);
            }
        } else if (news instanceof TaskNews.Ended end) {
            remember(task.id());
            ended(task.id(), end.exit(), end.blame(), now);
        } else if (task.known().phase() == KnownTask.Phase.UNWANTED && status.getState() == TaskState.TASK_UNKNOWN) {
            gone(task);
        } else if (news instanceof TaskNews.Doubtful doubtful) {
            task.doubtful(doubtful, now);
            if (status.getReason() != TaskStatus.Reason.REASON_RECONCILIATION) {
                ask(task.id(), now);
            }
        }
    }

    /** Enters the end of a task. */
    void ended(String id, ProcessExit exit, HostBlame blame, Duration now) {
        HeldTask task = tasks.get(id);
        if (task == null) {
            return;
        }
        gone(task);
        TrackedDemand<GrantedTask> demand = task.demand();
        if (demand != null) {
            listener.ended(demand, exit, blame, now);
        }
    }

    private void gone(HeldTask task) {
        tasks.remove(task.id());
        reconciliation.answered(task.id());
        port.save(new Change.TaskEnded(task.id()));
    }

    /** Only an end that was told is remembered: a task that was given up may come back, and is killed then. */
    private void remember(String id) {
        ended.put(id, Boolean.TRUE);
        if (ended.size() > REMEMBERED_TASKS) {
            ended.remove(ended.keySet().iterator().next());
        }
    }

    /** Enters that the master lost an agent. */
    void agentFailed(String agent, Duration now) {
        for (HeldTask task : tasks.values()) {
            if (task.known().agent().equals(agent)) {
                reconciliation.news(task.id(), now);
            }
        }
        reconcile(now);
    }

    private void ask(String id, Duration now) {
        reconciliation.news(id, now);
        reconcile(now);
    }

    void subscribed(Duration now) {
        subscribed = true;
        reconciliation.begin(List.copyOf(tasks.keySet()), now);
        reconcile(now);
        // Whatever else there is of the framework.
        port.reconcile(List.of());
        tasks.values().forEach(task -> kill(task, now));
    }

    void disconnected() {
        subscribed = false;
    }

    private void reconcile(Duration now) {
        if (!subscribed) {
            return;
        }
        List<TaskPort.Question> questions = new ArrayList<>();
        for (String id : reconciliation.due(now)) {
            HeldTask task = tasks.get(id);
            if (task == null) {
                reconciliation.answered(id);
            } else {
                questions.add(new TaskPort.Question(id, task.known().agent()));
            }
        }
        if (!questions.isEmpty()) {
            port.reconcile(questions);
        }
    }

    /** Kills again, asks again, and decides about those of which nobody could tell for too long. */
    void tick(Duration now) {
        for (HeldTask task : List.copyOf(tasks.values())) {
            boolean wanted = task.known().phase() != KnownTask.Phase.UNWANTED;
            if (wanted && task.isDoubtfulFor(options.doubtLimit(), now)) {
                giveUp(task, now);
                continue;
            }
            if ((wanted && task.isDoubtful())
                    || (task.heard() == TaskNews.Heard.NOTHING
                            && now.minus(task.launchedAt()).compareTo(options.silenceLimit()) >= 0)) {
                reconciliation.add(task.id(), now);
            }
            kill(task, now);
        }
        reconcile(now);
    }

    /** It may come back, so it is not forgotten. */
    private void giveUp(HeldTask task, Duration now) {
        unwanted(task.id(), now);
        TrackedDemand<GrantedTask> demand = task.demand();
        if (demand != null) {
            listener.ended(
                    demand,
                    new ProcessExit(
                            ExitReason.HOST_LOST,
                            OptionalInt.empty(),
                            "Nobody could tell for " + options.doubtLimit().toSeconds()
                                    + " s how it is, the last word was: " + task.doubt(),
                            List.of()),
                    HostBlame.CLEARED,
                    now);
        }
    }

    /** Enters that the master forgot the framework, and with it ended all of its tasks. */
    void removeAll(String why, Duration now) {
        for (HeldTask task : List.copyOf(tasks.values())) {
            ended(
                    task.id(),
                    new ProcessExit(ExitReason.KILLED, OptionalInt.empty(), why, List.of()),
                    HostBlame.CLEARED,
                    now);
        }
    }
}
