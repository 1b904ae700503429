package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourceFormat;
import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;

/** What a master checks before it launches a task, in its words. Stateless. */
final class TaskValidation {

    private static final int LONGEST_ID = 255;
    private static final String OTHER_EXECUTOR = "The simulator of Mesos runs no executors but Mesos' own";

    private TaskValidation() {}

    /** Finds what is wrong with an id. */
    static Optional<String> problemOfId(String id) {
        if (id.isEmpty()) {
            return Optional.of("ID must not be empty");
        }
        if (id.length() > LONGEST_ID) {
            return Optional.of("ID must not be greater than 255 characters");
        }
        if (id.equals(".") || id.equals("..")) {
            return Optional.of("'" + id + "' is disallowed");
        }
        boolean invalid = id.chars().anyMatch(each -> Character.isISOControl(each) || each == '/' || each == '\\');
        return invalid ? Optional.of("'" + id + "' contains invalid characters") : Optional.empty();
    }

    /**
     * Finds what is wrong with a task.
     *
     * @param needed its resources in the format after refinement, allocated
     * @param isTaken whether its framework has a task of this id
     */
    static Optional<String> problem(TaskInfo task, Agent agent, List<Resource> needed, boolean isTaken) {
        String id = task.getTaskId().getValue();
        Optional<String> problemOfId = problemOfId(id);
        if (problemOfId.isPresent()) {
            return problemOfId;
        }
        if (isTaken) {
            return Optional.of("Task has duplicate ID: " + id);
        }
        if (!task.getAgentId().getValue().equals(agent.id())) {
            return Optional.of("Task uses invalid agent " + task.getAgentId().getValue() + " while agent " + agent.id()
                    + " is expected");
        }
        Optional<String> invalid = needed.stream()
                .map(ResourceFormat::problem)
                .flatMap(Optional::stream)
                .findFirst();
        if (invalid.isPresent()) {
            return invalid;
        }
        if (task.hasCommand() == task.hasExecutor()) {
            return Optional.of("Task should have at least one (but not both) of CommandInfo or ExecutorInfo present");
        }
        if (task.hasExecutor()) {
            return Optional.of(OTHER_EXECUTOR);
        }
        return ResourcePool.of(needed).isEmpty() ? Optional.of("Task uses no resources") : Optional.empty();
    }

    /** Finds what is wrong with the executor of a group. */
    static Optional<String> problemOfExecutor(ExecutorInfo executor) {
        if (executor.getType() != ExecutorInfo.Type.DEFAULT) {
            return Optional.of(OTHER_EXECUTOR);
        }
        return executor.hasCommand()
                ? Optional.of("'ExecutorInfo.command' must not be set for 'DEFAULT' executor")
                : Optional.empty();
    }

    /** Tells that a task does not fit into what is left of its offers. */
    static Optional<String> excess(List<Resource> needed, String role, ResourcePool left) {
        boolean ofRole = needed.stream()
                .allMatch(resource -> resource.getAllocationInfo().getRole().equals(role));
        if (ofRole && left.contains(ResourcePool.of(needed))) {
            return Optional.empty();
        }
        return Optional.of("Total resources " + ResourceFormat.text(needed)
                + " required by task and its executor is more than available "
                + ResourceFormat.text(left.resources(role)));
    }
}
