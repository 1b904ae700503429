package io.parley.yarn.negotiation;

import java.util.AbstractMap.SimpleEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerUpdateType;
import org.apache.hadoop.yarn.api.records.ExecutionType;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.UpdateContainerError;
import org.apache.hadoop.yarn.api.records.UpdateContainerRequest;

/**
 * Asks a ResourceManager whether it knows a container. Stateless.
 *
 * <p>The protocol of application masters has no such question, and the one of clients takes other credentials than
 * theirs. So this asks to make a container guaranteed, which it is, in a version that it never has: that changes
 * nothing, and the ResourceManager says either that the version is wrong or that there is no such container.
 *
 * <p>Source: {@code RMServerUtils#validateAndSplitUpdateResourceRequests}, 3.5.0. A ResourceManager without updates of
 * containers says nothing.
 */
final class ContainerQuestion {

    private static final int NO_VERSION = -1;
    private static final String UNKNOWN = "INVALID_CONTAINER_ID";

    private ContainerQuestion() {}

    /** Gives what Hadoop's client keeps of an update that is to be sent. */
    static SimpleEntry<Container, UpdateContainerRequest> about(ContainerId id) {
        Container container = Container.newInstance(
                id, NodeId.newInstance("", 0), "", Resource.newInstance(0, 0), Priority.newInstance(0), null);
        container.setVersion(NO_VERSION);
        return new SimpleEntry<>(
                container,
                UpdateContainerRequest.newInstance(
                        NO_VERSION, id, ContainerUpdateType.PROMOTE_EXECUTION_TYPE, null, ExecutionType.GUARANTEED));
    }

    /** Reads which of the containers that were asked about are known. */
    static Map<ContainerId, Boolean> answers(List<UpdateContainerError> errors) {
        Map<ContainerId, Boolean> known = new HashMap<>();
        for (UpdateContainerError error : errors) {
            known.put(error.getUpdateContainerRequest().getContainerId(), !UNKNOWN.equals(error.getReason()));
        }
        return known;
    }
}
