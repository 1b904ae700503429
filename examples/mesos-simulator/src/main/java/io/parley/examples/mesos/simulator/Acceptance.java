package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourceFormat;
import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                // No volumes and no groups on the simulator.
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
                .flatMap(operation -> operation.getLaunch().getTaskInfosList().stream())
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
            Optional<String> problem = TaskValidation.problem(
                            task,
                            agent,
                            needed,
                            cluster.tasksOf(framework.id())
                                    .anyMatch(each ->
                                            each.id().equals(task.getTaskId().getValue())))
                    .or(() -> TaskValidation.excess(needed, role, now));
            if (problem.isPresent()) {
                framework.send(Statuses.update(Statuses.ofMaster(
                                task.getTaskId().getValue(),
                                TaskState.TASK_ERROR,
                                TaskStatus.Reason.REASON_TASK_INVALID,
                                problem.get())
                        .setAgentId(task.getAgentId())
                        .build()));
            } else {
                ResourcePool pool = ResourcePool.of(needed);
                left = left.minus(pool);
                tasks.launch(new AgentTask(framework.id(), task, agent, role, pool), framework);
            }
        }
        return left;
    }

    private static List<Resource> refined(List<Resource> resources, String role) {
        return resources.stream()
                .map(resource -> ResourceFormat.refined(resource, role))
                .toList();
    }
}
