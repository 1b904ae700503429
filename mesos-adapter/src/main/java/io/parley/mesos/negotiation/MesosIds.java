package io.parley.mesos.negotiation;

import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;

/** Makes Mesos' ids of texts. Stateless. */
final class MesosIds {

    private MesosIds() {}

    static TaskID task(String id) {
        return TaskID.newBuilder().setValue(id).build();
    }

    static AgentID agent(String id) {
        return AgentID.newBuilder().setValue(id).build();
    }
}
