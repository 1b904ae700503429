package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourceFormat;
import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** Accepts and declines offers. Used on the master's thread only. */
final class Acceptance {

    private final Cluster cluster;
    private final Allocator allocator;
    private final Tasks tasks;
    private final Operations operations;

    Acceptance(Cluster cluster, Allocator allocator, Tasks tasks, Operations operations) {
        this.cluster = cluster;
        this.allocator = allocator;
        this.tasks = tasks;
        this.operations = operations;
    }

    void decline(Framework framework, Call.Decline decline) {
        for (OfferID id : decline.getOfferIdsList()) {
            OfferBook.Outstanding offer = cluster.offers().get(id.getValue());
            if (offer != null && offer.framework() == framework) {
                cluster.offers().remove(offer.id());
                allocator.refuse(framework, offer.agent(), offer.role(), offer.pool(), decline.getFilters());
            }
        }
    }

    void accept(Framework framework, Call.Accept accept) {
        List<OfferBook.Outstanding> taken = new ArrayList<>();
        Optional<String> problem = take(framework, accept.getOfferIdsList(), taken);
        if (problem.isPresent()) {
            drop(framework, accept, problem.get());
            return;
        }
        if (taken.isEmpty()) {
            return;
        }
        Agent agent = taken.get(0).agent();
        String role = taken.get(0).role();
        ResourcePool left =
                taken.stream().map(OfferBook.Outstanding::pool).reduce(ResourcePool.EMPTY, ResourcePool::plus);
        for (Offer.Operation operation : accept.getOperationsList()) {
            left = switch (operation.getType()) {
                case LAUNCH ->
                    launch(framework, agent, role, operation.getLaunch().getTaskInfosList(), left);
                case RESERVE -> operations.reserve(framework, agent, role, operation, left);
                case UNRESERVE -> operations.unreserve(framework, agent, role, operation, left);
                case LAUNCH_GROUP -> launchGroup(framework, agent, role, operation.getLaunchGroup(), left);
                // No volumes on the simulator.
                default -> left;
            };
        }
        Filters filters = accept.getFilters();
        allocator.refuse(framework, agent, role, left, filters);
    }

    /** Takes offers out of the book; tells what is wrong with them. */
    private Optional<String> take(Framework framework, List<OfferID> ids, List<OfferBook.Outstanding> taken) {
        Optional<String> problem = Optional.empty();
        for (OfferID id : ids) {
            OfferBook.Outstanding offer = cluster.offers().get(id.getValue());
            if (offer == null || offer.framework() != framework) {
                problem = problem.or(() -> Optional.of("Offer " + id.getValue() + " is no longer valid"));
            } else {
                cluster.offers().remove(offer.id());
                taken.add(offer);
            }
        }
        if (problem.isEmpty()
                && taken.stream().map(OfferBook.Outstanding::agent).distinct().count() > 1) {
            return Optional.of("Aggregated offers must belong to one single agent");
        }
        if (problem.isEmpty()
                && taken.stream().map(OfferBook.Outstanding::role).distinct().count() > 1) {
            return Optional.of("Aggregated offers must be allocated to the same role");
        }
        return problem;
    }

    private static void drop(Framework framework, Call.Accept accept, String problem) {
        accept.getOperationsList().stream()
                .flatMap(operation -> Stream.concat(
                        operation.getLaunch().getTaskInfosList().stream(),
                        operation.getLaunchGroup().getTaskGroup().getTasksList().stream()))
                .forEach(task -> framework.send(Statuses.update(Statuses.ofMaster(
                                task.getTaskId().getValue(),
                                Tasks.isPartitionAware(framework) ? TaskState.TASK_DROPPED : TaskState.TASK_LOST,
                                TaskStatus.Reason.REASON_INVALID_OFFERS,
                                "Task launched with invalid offers: " + problem)
                        .setAgentId(task.getAgentId())
                        .build())));
    }

    private ResourcePool launch(
            Framework framework, Agent agent, String role, List<TaskInfo> wanted, ResourcePool before) {
        ResourcePool left = before;
        for (TaskInfo task : wanted) {
            List<Resource> needed = refined(task.getResourcesList(), role);
            ResourcePool now = left;
            Optional<String> problem = TaskValidation.problem(task, agent, needed, isKnown(framework, task))
                    .or(() -> TaskValidation.excess(needed, role, now));
            if (problem.isPresent()) {
                refuse(framework, task, TaskStatus.Reason.REASON_TASK_INVALID, problem.get());
            } else {
                ResourcePool pool = ResourcePool.of(needed);
                left = left.minus(pool);
                tasks.launch(new AgentTask(framework.id(), task, agent, role, pool, null), framework);
            }
        }
        return left;
    }

    private boolean isKnown(Framework framework, TaskInfo task) {
        return cluster.tasksOf(framework.id())
                .anyMatch(each -> each.id().equals(task.getTaskId().getValue()));
    }

    private static void refuse(Framework framework, TaskInfo task, TaskStatus.Reason reason, String problem) {
        framework.send(
                Statuses.update(Statuses.ofMaster(task.getTaskId().getValue(), TaskState.TASK_ERROR, reason, problem)
                        .setAgentId(task.getAgentId())
                        .build()));
    }

    /** Launches all tasks of a group or none, in an executor of their own or one that runs. */
    private ResourcePool launchGroup(
            Framework framework, Agent agent, String role, Offer.Operation.LaunchGroup group, ResourcePool left) {
        List<TaskInfo> wanted = group.getTaskGroup().getTasksList();
        String id = group.getExecutor().getExecutorId().getValue();
        Optional<GroupExecutor> running = agent.executorsOf(framework.id()).stream()
                .filter(executor -> executor.id().equals(id))
                .findFirst();
        List<Resource> needed = new ArrayList<>(
                running.isPresent() ? List.of() : refined(group.getExecutor().getResourcesList(), role));
        ResourcePool own = ResourcePool.of(needed);
        wanted.forEach(task -> needed.addAll(refined(task.getResourcesList(), role)));
        Optional<String> problem = TaskValidation.problemOfExecutor(group.getExecutor())
                .or(() -> wanted.stream()
                        .map(task -> TaskValidation.problem(
                                task, agent, refined(task.getResourcesList(), role), isKnown(framework, task)))
                        .flatMap(Optional::stream)
                        .findFirst())
                .or(() -> TaskValidation.excess(needed, role, left));
        if (problem.isPresent()) {
            wanted.forEach(task -> refuse(framework, task, TaskStatus.Reason.REASON_TASK_GROUP_INVALID, problem.get()));
            return left;
        }
        GroupExecutor executor = running.orElseGet(() -> GroupExecutor.of(id, framework.id(), own));
        if (running.isEmpty()) {
            agent.add(executor);
        }
        TaskGroup together = new TaskGroup(
                executor,
                wanted.stream().map(task -> task.getTaskId().getValue()).collect(Collectors.toSet()));
        for (TaskInfo task : wanted) {
            ResourcePool pool = ResourcePool.of(refined(task.getResourcesList(), role));
            tasks.launch(new AgentTask(framework.id(), task, agent, role, pool, together), framework);
        }
        return left.minus(ResourcePool.of(needed));
    }

    private static List<Resource> refined(List<Resource> resources, String role) {
        return resources.stream()
                .map(resource -> ResourceFormat.refined(resource, role))
                .toList();
    }
}
