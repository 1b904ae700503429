package io.parley.yarn.negotiation;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;

/**
 * What YARN says when an application master registers. Immutable.
 *
 * @param limits the limits, none above what YARN grants at the most
 * @param queue the queue of the application
 * @param previousContainers the containers of earlier attempts that still run
 */
record Registration(EnvironmentLimits limits, String queue, List<Container> previousContainers) {

    /** Copies the list. */
    Registration {
        previousContainers = List.copyOf(previousContainers);
    }

    static Registration of(RegisterApplicationMasterResponse response, EnvironmentLimits expected) {
        Map<String, Long> largest = new TreeMap<>();
        Resource maximum = response.getMaximumResourceCapability();
        for (ResourceInformation resource : maximum.getResources()) {
            largest.put(resource.getName(), resource.getValue());
        }
        return new Registration(
                SchedulerRules.of(expected).withLargestNode(largest).toLimits(),
                response.getQueue(),
                response.getContainersFromPreviousAttempts());
    }
}
