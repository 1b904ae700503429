package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** What a master and its agents do to a scheduler, as recorded of real ones; faults come when the test says so. */
final class ModelMaster implements Mesos {

    static final FrameworkID FRAMEWORK =
            FrameworkID.newBuilder().setValue("f-1").build();
    private static final String ROLE = "test";
    private static final double CPUS = 4;
    private static final double MEM = 8192;

    final Map<String, Agent> agents = new LinkedHashMap<>();
    final Map<String, String> offers = new LinkedHashMap<>();
    final Deque<Event> events = new ArrayDeque<>();
    final List<Call> calls = new ArrayList<>();
    final Set<String> acknowledged = new LinkedHashSet<>();
    private final Set<String> voidOffers = new LinkedHashSet<>();
    private final SplittableRandom random;
    private final Consumer<Call> before;
    boolean connected = true;
    boolean suppressed;
    private int numbers;

    /** An agent with its tasks. */
    static final class Agent {
        final String id;
        final Map<String, Task> tasks = new LinkedHashMap<>();
        boolean reachable = true;
        boolean removed;

        Agent(String id) {
            this.id = id;
        }
    }

    /** A task, which exists until its last update was acknowledged. */
    static final class Task {
        final TaskInfo info;
        final Deque<TaskStatus> unacknowledged = new ArrayDeque<>();
        TaskState state = TaskState.TASK_STAGING;

        Task(TaskInfo info) {
            this.info = info;
        }

        boolean isAlive() {
            return switch (state) {
                case TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING -> true;
                default -> false;
            };
        }
    }

    ModelMaster(SplittableRandom random, int agentCount, Consumer<Call> before) {
        this.random = random;
        this.before = before;
        for (int i = 0; i < agentCount; i++) {
            agents.put("S" + i, new Agent("S" + i));
        }
    }

    /** Gives an agent; for one that there is not, one that is removed. */
    private Agent agent(String id) {
        Agent found = agents.get(id);
        if (found != null) {
            return found;
        }
        Agent none = new Agent(id);
        none.removed = true;
        return none;
    }

    List<Task> alive() {
        return agents.values().stream()
                .flatMap(agent -> agent.tasks.values().stream())
                .filter(Task::isAlive)
                .toList();
    }

    /** Offers what is free on agents that have no offer out. */
    void offer() {
        if (!connected || suppressed) {
            return;
        }
        List<Offer> made = new ArrayList<>();
        for (Agent agent : agents.values()) {
            if (agent.removed || !agent.reachable || offers.containsValue(agent.id)) {
                continue;
            }
            double cpus = CPUS;
            double mem = MEM;
            List<Long> ports = new ArrayList<>();
            for (long port = 31000; port < 31010; port++) {
                ports.add(port);
            }
            for (Task task : agent.tasks.values()) {
                if (task.isAlive()) {
                    for (Resource resource : task.info.getResourcesList()) {
                        switch (resource.getName()) {
                            case "cpus" -> cpus -= resource.getScalar().getValue();
                            case "mem" -> mem -= resource.getScalar().getValue();
                            default ->
                                resource.getRanges()
                                        .getRangeList()
                                        .forEach(range -> ports.removeIf(
                                                port -> range.getBegin() <= port && port <= range.getEnd()));
                        }
                    }
                }
            }
            String id = "O" + ++numbers;
            Offer.Builder offer = Offer.newBuilder()
                    .setId(OfferID.newBuilder().setValue(id))
                    .setFrameworkId(FRAMEWORK)
                    .setAgentId(MesosIds.agent(agent.id))
                    .setHostname("host-" + agent.id)
                    .addResources(scalar("cpus", cpus))
                    .addResources(scalar("mem", mem));
            Resource.Builder portsLeft = Resource.newBuilder()
                    .setName("ports")
                    .setType(Value.Type.RANGES)
                    .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE));
            ports.forEach(port -> portsLeft
                    .getRangesBuilder()
                    .addRange(Value.Range.newBuilder().setBegin(port).setEnd(port)));
            made.add(offer.addResources(portsLeft).build());
            offers.put(id, agent.id);
        }
        if (!made.isEmpty()) {
            events.add(Event.newBuilder()
                    .setType(Event.Type.OFFERS)
                    .setOffers(Event.Offers.newBuilder().addAllOffers(made))
                    .build());
        }
    }

    private static Resource scalar(String name, double amount) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE))
                .build();
    }

    /** Takes an offer back; an ACCEPT of it may be under way. */
    void rescind() {
        if (!offers.isEmpty()) {
            String id = List.copyOf(offers.keySet()).get(random.nextInt(offers.size()));
            voidOffer(id);
            events.add(Event.newBuilder()
                    .setType(Event.Type.RESCIND)
                    .setRescind(Event.Rescind.newBuilder()
                            .setOfferId(OfferID.newBuilder().setValue(id)))
                    .build());
        }
    }

    private void voidOffer(String id) {
        offers.remove(id);
        voidOffers.add(id);
    }

    void disconnect() {
        connected = false;
        List.copyOf(offers.keySet()).forEach(this::voidOffer);
        events.clear();
    }

    /** Everything that waits for an acknowledgement is sent again. */
    void resend() {
        for (Agent agent : agents.values()) {
            if (agent.reachable && !agent.removed) {
                agent.tasks.values().forEach(task -> {
                    if (!task.unacknowledged.isEmpty()) {
                        send(task.unacknowledged.getFirst());
                    }
                });
            }
        }
    }

    private void send(TaskStatus status) {
        if (connected) {
            events.add(Event.newBuilder()
                    .setType(Event.Type.UPDATE)
                    .setUpdate(Event.Update.newBuilder().setStatus(status))
                    .build());
        }
    }

    /** A task goes on, or ends. */
    void progress(Agent agent, Task task, TaskState state) {
        if (!task.isAlive() || agent.removed) {
            return;
        }
        task.state = state;
        TaskStatus status = TaskStatus.newBuilder()
                .setTaskId(task.info.getTaskId())
                .setAgentId(MesosIds.agent(agent.id))
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setUuid(ByteString.copyFromUtf8("uuid-" + ++numbers))
                .setMessage(state == TaskState.TASK_FAILED ? "Command exited with status 3" : "")
                .build();
        task.unacknowledged.addLast(status);
        if (agent.reachable && task.unacknowledged.size() == 1) {
            send(status);
        }
    }

    private void tell(String task, String agent, TaskState state, TaskStatus.Reason reason) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(MesosIds.task(task))
                .setState(state)
                .setReason(reason)
                .setSource(TaskStatus.Source.SOURCE_MASTER);
        if (!agent.isEmpty()) {
            status.setAgentId(MesosIds.agent(agent));
        }
        send(status.build());
    }

    void partition(Agent agent) {
        if (agent.reachable && !agent.removed) {
            agent.reachable = false;
            voidOffersOf(agent);
            agent.tasks.values().stream()
                    .filter(Task::isAlive)
                    .forEach(task -> tell(
                            task.info.getTaskId().getValue(),
                            agent.id,
                            TaskState.TASK_UNREACHABLE,
                            TaskStatus.Reason.REASON_AGENT_REMOVED));
            failure(agent);
        }
    }

    void heal(Agent agent) {
        if (!agent.reachable && !agent.removed) {
            agent.reachable = true;
            agent.tasks.values().stream()
                    .filter(Task::isAlive)
                    .forEach(task -> tell(
                            task.info.getTaskId().getValue(),
                            agent.id,
                            task.state,
                            TaskStatus.Reason.REASON_AGENT_REREGISTERED));
        }
    }

    /** An agent leaves for good, with everything that ran there. */
    void remove(Agent agent) {
        if (!agent.removed) {
            agent.removed = true;
            voidOffersOf(agent);
            agent.tasks.forEach((id, task) -> {
                if (task.isAlive()) {
                    tell(id, agent.id, TaskState.TASK_LOST, TaskStatus.Reason.REASON_AGENT_REMOVED);
                }
            });
            agent.tasks.clear();
            failure(agent);
        }
    }

    private void voidOffersOf(Agent agent) {
        offers.entrySet().stream()
                .filter(entry -> entry.getValue().equals(agent.id))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::voidOffer);
    }

    private void failure(Agent agent) {
        if (connected) {
            events.add(Event.newBuilder()
                    .setType(Event.Type.FAILURE)
                    .setFailure(Event.Failure.newBuilder().setAgentId(MesosIds.agent(agent.id)))
                    .build());
        }
    }

    @Override
    public void send(Call call) {
        before.accept(call);
        if (!connected) {
            return;
        }
        calls.add(call);
        switch (call.getType()) {
            case ACCEPT -> accept(call.getAccept());
            case DECLINE -> call.getDecline().getOfferIdsList().forEach(this::answered);
            case ACKNOWLEDGE -> acknowledge(call.getAcknowledge());
            case KILL -> kill(call.getKill());
            case RECONCILE -> {
                call.getReconcile().getTasksList().forEach(this::reconcile);
                if (call.getReconcile().getTasksCount() == 0) {
                    agents.values().stream()
                            .filter(agent -> agent.reachable)
                            .forEach(agent -> agent.tasks.forEach((id, task) ->
                                    tell(id, agent.id, task.state, TaskStatus.Reason.REASON_RECONCILIATION)));
                }
            }
            case SUPPRESS -> suppressed = true;
            case REVIVE -> suppressed = false;
            default -> throw new AssertionError(call);
        }
    }

    private boolean answered(OfferID offer) {
        String id = offer.getValue();
        if (offers.remove(id) != null) {
            return true;
        }
        assertThat(voidOffers).as("answered once").contains(id);
        return false;
    }

    private void accept(Call.Accept accept) {
        List<String> agentIds = accept.getOfferIdsList().stream()
                .map(id -> offers.getOrDefault(id.getValue(), ""))
                .toList();
        boolean valid = accept.getOfferIdsList().stream().map(this::answered).reduce(true, Boolean::logicalAnd);
        for (TaskInfo info : accept.getOperations(0).getLaunch().getTaskInfosList()) {
            String id = info.getTaskId().getValue();
            if (valid) {
                Agent agent = agent(agentIds.get(0));
                assertThat(agent.tasks).as("a new id").doesNotContainKey(id);
                agent.tasks.put(id, new Task(info));
            } else {
                tell(id, info.getAgentId().getValue(), TaskState.TASK_DROPPED, TaskStatus.Reason.REASON_INVALID_OFFERS);
            }
        }
    }

    private void acknowledge(Call.Acknowledge acknowledge) {
        Agent agent = agent(acknowledge.getAgentId().getValue());
        Task task = !agent.reachable
                ? null
                : agent.tasks.get(acknowledge.getTaskId().getValue());
        acknowledged.add(acknowledge.getUuid().toStringUtf8());
        if (task != null
                && !task.unacknowledged.isEmpty()
                && task.unacknowledged.getFirst().getUuid().equals(acknowledge.getUuid())) {
            task.unacknowledged.removeFirst();
            if (!task.unacknowledged.isEmpty()) {
                send(task.unacknowledged.getFirst());
            } else if (!task.isAlive()) {
                agent.tasks.remove(acknowledge.getTaskId().getValue());
            }
        }
    }

    private void kill(Call.Kill kill) {
        Agent agent = agent(kill.getAgentId().getValue());
        Task task = agent.tasks.get(kill.getTaskId().getValue());
        if (task == null) {
            unknown(kill.getTaskId().getValue(), kill.getAgentId().getValue());
        } else if (agent.reachable) {
            progress(agent, task, TaskState.TASK_KILLED);
        }
    }

    private void unknown(String task, String agentId) {
        Agent agent = agent(agentId);
        if (!agent.removed && !agent.reachable) {
            tell(task, agentId, TaskState.TASK_UNREACHABLE, TaskStatus.Reason.REASON_RECONCILIATION);
            return;
        }
        boolean known = !agent.removed;
        tell(
                task,
                agentId,
                known ? TaskState.TASK_GONE : TaskState.TASK_UNKNOWN,
                TaskStatus.Reason.REASON_RECONCILIATION);
    }

    private void reconcile(Call.Reconcile.Task question) {
        String id = question.getTaskId().getValue();
        Agent agent = agent(question.getAgentId().getValue());
        Task task = agent.tasks.get(id);
        if (task == null) {
            unknown(id, question.getAgentId().getValue());
        } else {
            tell(
                    id,
                    agent.id,
                    agent.reachable ? task.state : TaskState.TASK_UNREACHABLE,
                    TaskStatus.Reason.REASON_RECONCILIATION);
        }
    }

    @Override
    public void reconnect() {
        throw new AssertionError("Nobody asked for that.");
    }
}
