package io.parley.yarn.negotiation;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;

/** What Hadoop's clients of an application master tell, from threads of theirs. */
interface ClientEvents {

    /** Containers were granted. */
    void allocated(List<Container> containers);

    /** Containers ended. */
    void completed(List<ContainerStatus> statuses);

    /** Containers of earlier attempts still run. */
    void recovered(List<Container> containers);

    /** A process was started. */
    void started(ContainerId container);

    /** The caller could not say what to run. */
    void noContext(ContainerId container, String why);

    /** A process could not be started. */
    void notStarted(ContainerId container, String why);

    /** A container is none any more, for the ResourceManager that granted it is gone and nothing was started yet. */
    void forgotten(ContainerId container, String why);

    /** A ResourceManager did not know this application master and was told of it again. */
    void registeredAnew();

    /** A ResourceManager said which of the containers it knows that it was asked about. */
    void answered(Map<ContainerId, Boolean> known);

    /** Nodes changed. */
    void nodes(List<NodeReport> changed);

    /** A heartbeat is over, answered or not. */
    void heartbeat(int clusterNodes);

    /** YARN refuses a request; the heartbeat was not answered. */
    void refused(String message);

    /** Something passing went wrong. */
    void trouble(String message);

    /** YARN does not know the application any more. */
    void ended(String message);
}
