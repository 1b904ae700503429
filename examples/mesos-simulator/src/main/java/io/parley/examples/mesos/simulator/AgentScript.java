package io.parley.examples.mesos.simulator;

import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** What happens to agents. Thread-safe. Agents are named by host name or by id. */
public final class AgentScript {

    private final Cluster cluster;
    private final Allocator allocator;

    AgentScript(Cluster cluster, Allocator allocator) {
        this.cluster = cluster;
        this.allocator = allocator;
    }

    /**
     * Adds an agent.
     *
     * @param description what it is
     * @return its id
     * @throws IllegalStateException if it is to offer free ports, and no range of them is left
     */
    public String add(AgentDescription description) {
        return cluster.loop().call(() -> {
            Agent agent = cluster.register(description);
            allocator.allocate();
            return agent.id();
        });
    }

    /**
     * Ends the agent as kill -9 does: its offers are rescinded, its tasks live on and nobody hears of them.
     *
     * @param name the agent
     * @throws IllegalArgumentException if there is no such agent
     */
    public void crash(String name) {
        cluster.loop().perform(() -> {
            Agent agent = cluster.required(name);
            disconnect(agent);
            agent.crash();
            cluster.offers().rescindOf(agent);
        });
    }

    /**
     * Lets a crashed or partitioned agent come back with its tasks. After a crash pending updates come twice, and what
     * was to be killed meanwhile is; after a partition the tasks are said to run again, and those of frameworks without
     * PARTITION_AWARE are ended. One that was shut down comes back without tasks. While a master that has restarted
     * waits for its agents, it comes back with them.
     *
     * @param name the agent
     * @throws IllegalArgumentException if there is no such agent
     * @throws IllegalStateException if it was marked gone: no master lets it in again
     */
    public void comeBack(String name) {
        cluster.loop().perform(() -> {
            Agent agent = cluster.required(name);
            if (agent.state() == Agent.State.GONE) {
                throw new IllegalStateException("Cannot let the agent " + agent
                        + " come back to the Mesos simulator: it was marked gone. Add another.");
            }
            boolean wasUnreachable = agent.state() == Agent.State.UNREACHABLE;
            boolean hadCrashed = agent.restart();
            if (agent.state() == Agent.State.RECOVERING && cluster.awaitsAgents()) {
                return;
            }
            agent.become(Agent.State.REGISTERED);
            for (AgentTask task : agent.tasks()) {
                Framework framework = cluster.framework(task.frameworkId());
                if (wasUnreachable && framework != null) {
                    reachable(framework, task);
                }
                if (hadCrashed) {
                    task.run().reconnect();
                }
                task.run().reconnect();
            }
            // The policy of the call is forgotten, as by a real master.
            agent.takeToKill().forEach(task -> task.run().kill(null));
            allocator.allocate();
        });
    }

    private static void reachable(Framework framework, AgentTask task) {
        if (Tasks.isPartitionAware(framework)) {
            framework.send(Statuses.update(Statuses.ofMaster(
                            task.id(),
                            task.told(),
                            TaskStatus.Reason.REASON_AGENT_REREGISTERED,
                            "Unreachable agent re-reregistered")
                    .setAgentId(task.agent().idMessage())
                    .setContainerStatus(Statuses.container(task))
                    .build()));
        } else {
            task.run().destroy();
            task.agent().remove(task);
        }
    }

    /**
     * Cuts the agent off until the master gives it up: TASK_UNREACHABLE or TASK_LOST, RESCIND and FAILURE. Its tasks
     * live on.
     *
     * @param name the agent
     * @throws IllegalArgumentException if there is no such agent
     */
    public void partition(String name) {
        cluster.loop().perform(() -> {
            Agent agent = cluster.required(name);
            disconnect(agent);
            agent.become(Agent.State.UNREACHABLE);
            leave(agent, TaskState.TASK_UNREACHABLE, "health check timed out");
        });
    }

    /**
     * Ends the agent and its tasks in good order, as SIGUSR1 does: TASK_LOST to every framework, RESCIND and FAILURE.
     *
     * @param name the agent
     * @throws IllegalArgumentException if there is no such agent
     */
    public void shutDown(String name) {
        endWith(
                name,
                Agent.State.REMOVED,
                TaskState.TASK_LOST,
                "Agent "
                        + cluster.loop()
                                .call(() -> cluster.required(name))
                                .description()
                                .hostname() + " removed: the agent unregistered");
    }

    /**
     * Lets an operator mark the agent gone: TASK_GONE_BY_OPERATOR or TASK_LOST, RESCIND and FAILURE. Its tasks end.
     *
     * @param name the agent
     * @throws IllegalArgumentException if there is no such agent
     */
    public void markGone(String name) {
        endWith(name, Agent.State.GONE, TaskState.TASK_GONE_BY_OPERATOR, "Agent has been marked gone");
    }

    private void endWith(String name, Agent.State state, TaskState told, String message) {
        cluster.loop().perform(() -> {
            Agent agent = cluster.required(name);
            agent.become(state);
            leave(agent, told, message);
            agent.tasks().forEach(task -> {
                task.run().destroy();
                agent.remove(task);
            });
        });
    }

    /**
     * Ends a task as an agent does that enforces memory, which the simulator does not measure: TASK_FAILED with
     * REASON_CONTAINER_LIMITATION_MEMORY.
     *
     * @param task its id
     * @throws IllegalArgumentException if no such task runs
     */
    public void exceedMemory(String task) {
        cluster.loop().perform(() -> {
            boolean runs = cluster.agents().stream()
                    .flatMap(agent -> agent.tasks().stream())
                    .filter(each -> each.id().equals(task))
                    .anyMatch(each -> each.run().exceedMemory());
            if (!runs) {
                throw new IllegalArgumentException("No task " + task + " runs on the Mesos simulator.");
            }
        });
    }

    private static void disconnect(Agent agent) {
        agent.tasks().forEach(task -> task.run().disconnect());
    }

    private void leave(Agent agent, TaskState state, String message) {
        for (AgentTask task : agent.tasks()) {
            Framework framework = cluster.framework(task.frameworkId());
            if (framework != null && !Statuses.isTerminal(task.told())) {
                TaskStatus.Builder status = Statuses.ofMaster(
                                task.id(),
                                Tasks.isPartitionAware(framework) ? state : TaskState.TASK_LOST,
                                TaskStatus.Reason.REASON_AGENT_REMOVED,
                                message)
                        .setAgentId(agent.idMessage());
                if (status.getState() == TaskState.TASK_UNREACHABLE) {
                    status.setUnreachableTime(Tasks.unreachableTime(agent));
                }
                framework.send(Statuses.update(status.build()));
            }
        }
        cluster.offers().rescindOf(agent);
        AgentID id = agent.idMessage();
        Event failure = Event.newBuilder()
                .setType(Event.Type.FAILURE)
                .setFailure(Event.Failure.newBuilder().setAgentId(id))
                .build();
        cluster.frameworks().forEach(framework -> framework.send(failure));
    }
}
