package io.parley.mesos.task;

import io.parley.api.environment.PortRequirement;
import io.parley.mesos.matching.Take;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;

/**
 * Where a task is to run and what it takes there. Immutable.
 *
 * @param task the task's id
 * @param agent the agent
 * @param hostname the agent's host
 * @param resources the resources as they were offered, with the taken amounts
 * @param ports the taken ports by what they are for, which is a key of Flink's, in the order of the need
 */
public record TaskPlace(
        TaskID task, AgentID agent, String hostname, List<Resource> resources, Map<String, Integer> ports) {

    /**
     * Copies and checks.
     *
     * @throws IllegalArgumentException if the id is empty or holds a character that Mesos refuses
     */
    public TaskPlace {
        if (!task.getValue().matches("[^\\s/\\\\\\p{Cntrl}]{1,255}")
                || task.getValue().equals(".")
                || task.getValue().equals("..")) {
            throw new IllegalArgumentException("\"" + task.getValue() + "\" cannot be the id of a Mesos task, for it"
                    + " becomes the name of a folder. Use 1 to 255 characters without blanks and slashes.");
        }
        resources = List.copyOf(resources);
        ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
    }

    /**
     * Gives the place that a take is.
     *
     * @param task the task's id
     * @param take what a demand takes
     * @return the place
     * @throws IllegalArgumentException if the id is empty or holds a character that Mesos refuses
     */
    public static TaskPlace of(String task, Take take) {
        List<PortRequirement> wanted = take.demand().need().ports();
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            ports.put(wanted.get(i).name(), take.ports().get(i));
        }
        return new TaskPlace(
                TaskID.newBuilder().setValue(task).build(), take.agent(), take.hostname(), take.resources(), ports);
    }
}
