package io.parley.yarn.admission;

import io.parley.yarn.sizing.SchedulerKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a running ResourceManager tells, as data. Immutable.
 *
 * @param scheduler its scheduler, where it says so
 * @param maximum the most of each resource that a container may have, already no more than the largest node has
 * @param resourceTypes the names of the resources that it knows
 * @param queues every queue but the root
 * @param submittable the queues that the user may submit to, by their paths or their names
 * @param masters the application masters in the queue that was asked about
 * @param owners the users of the applications in that queue that have not ended, one for each application
 * @param sight whether there are more masters or applications than these
 * @param labels the node labels, and whether they are exclusive
 * @param nodes the nodes that take containers
 */
public record ResourceManagerAnswers(
        Optional<SchedulerKind> scheduler,
        Map<String, Long> maximum,
        Set<String> resourceTypes,
        List<QueueAnswer> queues,
        Set<String> submittable,
        List<RunningMaster> masters,
        List<String> owners,
        Sight sight,
        Map<String, Boolean> labels,
        List<ClusterNode> nodes) {

    /** Copies the collections. */
    public ResourceManagerAnswers {
        maximum = Map.copyOf(maximum);
        resourceTypes = Set.copyOf(resourceTypes);
        queues = List.copyOf(queues);
        submittable = Set.copyOf(submittable);
        masters = List.copyOf(masters);
        owners = List.copyOf(owners);
        labels = Map.copyOf(labels);
        nodes = List.copyOf(nodes);
    }

    /** Gives how many of these masters there are, where there may not be more. */
    OptionalInt known(List<RunningMaster> some) {
        return sight == Sight.EVERYTHING ? OptionalInt.of(some.size()) : OptionalInt.empty();
    }

    /** Gives what all nodes have of a resource. */
    long total(String resource) {
        return nodes.stream()
                .mapToLong(node -> node.capability().getOrDefault(resource, 0L))
                .sum();
    }

    /** Gives what all nodes of a label have of a resource. */
    long total(String resource, String label) {
        return nodes.stream()
                .filter(node -> node.label().equals(label))
                .mapToLong(node -> node.capability().getOrDefault(resource, 0L))
                .sum();
    }

    /** Gives what containers hold of a resource. */
    long used(String resource) {
        return nodes.stream()
                .mapToLong(node -> node.used().getOrDefault(resource, 0L))
                .sum();
    }

    /** Gives what containers hold of a resource on the nodes of a label. */
    long used(String resource, String label) {
        return nodes.stream()
                .filter(node -> node.label().equals(label))
                .mapToLong(node -> node.used().getOrDefault(resource, 0L))
                .sum();
    }

    /**
     * A queue.
     *
     * @param path its full path; only its name where the ResourceManager is too old to tell
     * @param hasChildren whether there are queues below it
     * @param running whether it takes applications
     * @param labels the labels whose nodes it may use
     * @param defaultLabel the label of those who ask for none
     * @param partitions how much it may use of the nodes of each label, with the Capacity scheduler
     * @param fair how much it may use, with the Fair scheduler
     * @param used what its containers hold of the nodes without a label
     * @param activeUsers how many users wait for containers in it
     */
    public record QueueAnswer(
            String path,
            boolean hasChildren,
            boolean running,
            Set<String> labels,
            Optional<String> defaultLabel,
            Map<String, PartitionAnswer> partitions,
            Optional<FairAnswer> fair,
            Map<String, Long> used,
            long activeUsers) {

        /** Copies the collections. */
        public QueueAnswer {
            labels = Set.copyOf(labels);
            partitions = Map.copyOf(partitions);
            used = Map.copyOf(used);
        }

        boolean isNamed(String name) {
            return path.equals(name) || path.endsWith("." + name);
        }
    }

    /**
     * What a queue of the Capacity scheduler may use of the nodes of a label.
     *
     * @param guaranteed what it always may use of each resource
     * @param most what it may use at most
     * @param masterFraction the part of it that application masters may use
     */
    public record PartitionAnswer(Map<String, Long> guaranteed, Map<String, Long> most, double masterFraction) {

        /** Copies the maps. */
        public PartitionAnswer {
            guaranteed = Map.copyOf(guaranteed);
            most = Map.copyOf(most);
        }
    }

    /**
     * What a queue of the Fair scheduler may use.
     *
     * @param most what it may use at most of each resource
     * @param steadyShare its share if all queues had applications
     * @param shareNow the part of the cluster that is its share now; 0 where it has no applications
     */
    public record FairAnswer(Map<String, Long> most, Map<String, Long> steadyShare, double shareNow) {

        /** Copies the maps. */
        public FairAnswer {
            most = Map.copyOf(most);
            steadyShare = Map.copyOf(steadyShare);
        }
    }

    /**
     * An application master that has a container.
     *
     * @param user whose it is
     * @param label the label of its node; empty for none
     * @param size its container
     */
    public record RunningMaster(String user, String label, Map<String, Long> size) {

        /** Copies the map. */
        public RunningMaster {
            size = Map.copyOf(size);
        }
    }
}
