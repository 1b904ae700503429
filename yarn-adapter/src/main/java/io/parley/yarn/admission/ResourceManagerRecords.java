package io.parley.yarn.admission;

import io.parley.yarn.admission.ResourceManagerAnswers.FairAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.PartitionAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.QueueAnswer;
import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.QueueConfigurations;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.api.records.QueueStatistics;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;
import org.jspecify.annotations.Nullable;

/** Turns Hadoop's records into ours; a ResourceManager that is older than they are leaves out some. Stateless. */
final class ResourceManagerRecords {

    private ResourceManagerRecords() {}

    static Map<String, Long> amounts(@Nullable Resource resource) {
        Map<String, Long> amounts = new HashMap<>();
        if (resource != null) {
            for (ResourceInformation information : resource.getResources()) {
                amounts.put(information.getName(), information.getValue());
            }
        }
        return amounts;
    }

    static ClusterNode node(NodeReport report) {
        Set<String> labels = report.getNodeLabels();
        return new ClusterNode(
                report.getNodeId().toString(),
                labels == null ? "" : labels.stream().findFirst().orElse(""),
                amounts(report.getCapability()),
                amounts(report.getUsed()));
    }

    static QueueAnswer queue(QueueInfo info) {
        String path = info.getQueuePath();
        Set<String> labels = info.getAccessibleNodeLabels();
        Optional<FairAnswer> fair = SchedulerKind.FAIR.toString().equals(info.getSchedulerType())
                ? Optional.of(fair(info))
                : Optional.empty();
        return new QueueAnswer(
                path == null || path.isEmpty() ? info.getQueueName() : path,
                !info.getChildQueues().isEmpty(),
                info.getQueueState() == QueueState.RUNNING,
                labels == null ? Set.of() : labels,
                Optional.ofNullable(info.getDefaultNodeLabelExpression()).filter(label -> !label.isBlank()),
                partitions(info.getQueueConfigurations()),
                fair,
                used(info.getQueueStatistics()),
                info.getQueueStatistics() == null
                        ? 0
                        : info.getQueueStatistics().getNumActiveUsers());
    }

    /**
     * Tells how much of a queue a user sees: the ResourceManager leaves out, without a word, the applications that
     * access control lists hide, and counts them all the same.
     *
     * @param most how many masters are looked at
     */
    static Sight sight(@Nullable QueueInfo info, int most) {
        if (info == null || info.getQueueStatistics() == null || info.getApplications() == null) {
            return Sight.SOME_APPLICATIONS;
        }
        QueueStatistics statistics = info.getQueueStatistics();
        int seen = info.getApplications().size();
        if (seen < statistics.getNumAppsRunning() + statistics.getNumAppsPending()) {
            return Sight.SOME_APPLICATIONS;
        }
        return seen > most ? Sight.SOME_MASTERS : Sight.EVERYTHING;
    }

    private static Map<String, PartitionAnswer> partitions(@Nullable Map<String, QueueConfigurations> configurations) {
        Map<String, PartitionAnswer> partitions = new HashMap<>();
        if (configurations != null) {
            configurations.forEach((label, values) -> partitions.put(
                    label,
                    new PartitionAnswer(
                            amounts(values.getEffectiveMinCapacity()),
                            amounts(values.getEffectiveMaxCapacity()),
                            values.getMaxAMPercentage())));
        }
        return partitions;
    }

    private static FairAnswer fair(QueueInfo info) {
        Map<String, Long> most = new HashMap<>();
        most.put(SchedulerRules.MEMORY, info.getMaxResourceMemory());
        // Hadoop 3.5.0 writes the most of vcores where the least of them belongs, so that it arrives as 0.
        if (info.getMaxResourceVCore() > 0) {
            most.put(SchedulerRules.VCORES, (long) info.getMaxResourceVCore());
        }
        Map<String, Long> steady =
                Map.of(SchedulerRules.MEMORY, info.getSteadyFairShareMemory(), SchedulerRules.VCORES, (long)
                        info.getSteadyFairShareVCore());
        return new FairAnswer(most, steady, info.getCapacity());
    }

    private static Map<String, Long> used(@Nullable QueueStatistics statistics) {
        return statistics == null
                ? Map.of()
                : Map.of(
                        SchedulerRules.MEMORY,
                        statistics.getAllocatedMemoryMB(),
                        SchedulerRules.VCORES,
                        statistics.getAllocatedVCores());
    }
}
