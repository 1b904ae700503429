package io.parley.yarn.negotiation;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;
import org.apache.hadoop.yarn.proto.YarnServiceProtos.SchedulerResourceTypes;

/**
 * What YARN says when an application master registers. Immutable.
 *
 * @param limits the limits: what YARN counts, every resource that it has, and none above what it grants at the most
 * @param previousContainers the containers of earlier attempts that still run
 */
record Registration(EnvironmentLimits limits, List<Container> previousContainers) {

    /** Copies the list. */
    Registration {
        previousContainers = List.copyOf(previousContainers);
    }

    static Registration of(RegisterApplicationMasterResponse response, SchedulerRules expected) {
        Map<String, Long> largest = new TreeMap<>();
        Resource maximum = response.getMaximumResourceCapability();
        for (ResourceInformation resource : maximum.getResources()) {
            largest.put(resource.getName(), resource.getValue());
        }
        CalculatorKind calculator = response.getSchedulerResourceTypes().contains(SchedulerResourceTypes.CPU)
                ? CalculatorKind.DOMINANT
                : CalculatorKind.DEFAULT;
        return new Registration(
                expected.counting(calculator)
                        .withLargestNode(largest)
                        .withFurtherResources(largest)
                        .toLimits(),
                response.getContainersFromPreviousAttempts());
    }
}
