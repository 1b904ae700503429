package io.parley.yarn.negotiation;

import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.List;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.proto.YarnServiceProtos.SchedulerResourceTypes;

/**
 * What YARN says when an application master registers. Immutable.
 *
 * @param cluster the limits: what YARN counts, every resource that it has, and none above what it grants at the most
 * @param previousContainers the containers of earlier attempts that still run
 */
record Registration(ClusterLimits cluster, List<Container> previousContainers) {

    /** Copies the list. */
    Registration {
        previousContainers = List.copyOf(previousContainers);
    }

    static Registration of(RegisterApplicationMasterResponse response, SchedulerRules expected) {
        CalculatorKind calculator = response.getSchedulerResourceTypes().contains(SchedulerResourceTypes.CPU)
                ? CalculatorKind.DOMINANT
                : CalculatorKind.DEFAULT;
        return new Registration(
                ClusterLimits.of(expected, calculator, response.getMaximumResourceCapability()),
                response.getContainersFromPreviousAttempts());
    }
}
