package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.jspecify.annotations.Nullable;

/** An agent with the tasks on it. Used on the master's thread only. */
final class Agent {

    /** How the master sees it. */
    enum State {
        /** It works. */
        REGISTERED,
        /** Its connection broke; the master waits. */
        DISCONNECTED,
        /** The master has given it up for now. */
        UNREACHABLE,
        /** The master has restarted and has not heard of it yet. */
        RECOVERING,
        /** It will not come back under this id. */
        REMOVED,
        /** An operator has said that it will not come back. */
        GONE
    }

    private final String id;
    private final int number;
    private final AgentDescription description;
    private ResourcePool total;
    private State state = State.REGISTERED;
    private boolean running = true;
    private long unreachableNanos;
    private final Map<String, AgentTask> tasks = new LinkedHashMap<>();
    private final Set<AgentTask> toKill = new LinkedHashSet<>();
    private final List<GroupExecutor> executors = new ArrayList<>();

    Agent(String id, int number, AgentDescription description) {
        this.id = id;
        this.number = number;
        this.description = description;
        this.total = ResourcePool.of(description.resources());
    }

    String id() {
        return id;
    }

    /** Gives its place among the agents, from 1. */
    int number() {
        return number;
    }

    AgentID idMessage() {
        return AgentID.newBuilder().setValue(id).build();
    }

    AgentDescription description() {
        return description;
    }

    ResourcePool total() {
        return total;
    }

    /** Changes reservations. */
    void convert(ResourcePool from, ResourcePool into) {
        total = total.minus(from).plus(into);
    }

    /** Gives what tasks and executors hold. */
    ResourcePool used() {
        return Stream.concat(
                        tasks.values().stream()
                                .filter(AgentTask::holdsResources)
                                .map(AgentTask::pool),
                        executors.stream().map(GroupExecutor::pool))
                .reduce(ResourcePool.EMPTY, ResourcePool::plus);
    }

    State state() {
        return state;
    }

    void become(State now) {
        state = now;
        if (now != State.REGISTERED && now != State.DISCONNECTED) {
            toKill.clear();
        }
        if (now == State.UNREACHABLE) {
            unreachableNanos = System.currentTimeMillis() * 1_000_000;
        }
    }

    /** Its process ends; a master notices that of one that works. */
    void crash() {
        running = false;
        if (state == State.REGISTERED) {
            become(State.DISCONNECTED);
        }
    }

    /** Its process starts again; tells whether it had ended. */
    boolean restart() {
        boolean had = !running;
        running = true;
        return had;
    }

    boolean isRunning() {
        return running;
    }

    /** Gives since when it is unreachable, in nanoseconds of the epoch. */
    long unreachableNanos() {
        return unreachableNanos;
    }

    void add(AgentTask task) {
        tasks.put(key(task.frameworkId(), task.id()), task);
    }

    void remove(AgentTask task) {
        tasks.remove(key(task.frameworkId(), task.id()), task);
        GroupExecutor executor = task.executor();
        if (executor != null && tasksOf(executor).isEmpty()) {
            executors.remove(executor);
        }
    }

    void add(GroupExecutor executor) {
        executors.add(executor);
    }

    /** Gives the resources of an executor back; tells whether it was there. */
    boolean remove(GroupExecutor executor) {
        return executors.remove(executor);
    }

    /** Gives the executors of a framework that run. */
    List<GroupExecutor> executorsOf(String framework) {
        return executors.stream()
                .filter(executor -> executor.frameworkId().equals(framework))
                .toList();
    }

    List<AgentTask> tasksOf(GroupExecutor executor) {
        return tasks.values().stream()
                .filter(task -> executor.equals(task.executor()))
                .toList();
    }

    List<AgentTask> tasks() {
        return List.copyOf(tasks.values());
    }

    @Nullable
    AgentTask task(String framework, String task) {
        return tasks.get(key(framework, task));
    }

    /** Keeps in mind that a task is to be killed when the agent is back. */
    void killLater(AgentTask task) {
        toKill.add(task);
    }

    /** Gives the tasks that are to be killed, once. */
    List<AgentTask> takeToKill() {
        List<AgentTask> all = List.copyOf(toKill);
        toKill.clear();
        return all;
    }

    private static String key(String framework, String task) {
        return framework + "/" + task;
    }

    @Override
    public String toString() {
        return description.hostname() + " (" + id + ")";
    }
}
