package io.parley.yarn.negotiation;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;

/**
 * What YARN grants, as far as it told. Immutable.
 *
 * <p>What a ResourceManager tells as its maximum is the smaller one of what is configured and of what its largest node
 * has, and it refuses what is above that; with another node it may become more. Source:
 * {@code ClusterNodeTracker#getMaxAllowedAllocation}, 3.5.0. Where it becomes less, the ResourceManager refuses by
 * itself.
 *
 * @param rules what is known beside that
 * @param largest the most of each resource that was told
 */
record ClusterLimits(SchedulerRules rules, Map<String, Long> largest) {

    /** Copies the map. */
    ClusterLimits {
        largest = Map.copyOf(largest);
    }

    /**
     * Takes what the ResourceManager tells first.
     *
     * @param expected what is known of the cluster's settings; a maximum that is only assumed does not count
     */
    static ClusterLimits of(SchedulerRules expected, CalculatorKind calculator, Resource maximum) {
        SchedulerRules rules = expected.certainty() == Certainty.ASSUMED ? expected.withoutMaximum() : expected;
        return new ClusterLimits(rules.counting(calculator), amounts(maximum));
    }

    private static Map<String, Long> amounts(Resource resource) {
        Map<String, Long> amounts = new TreeMap<>();
        for (ResourceInformation information : resource.getResources()) {
            amounts.put(information.getName(), information.getValue());
        }
        return amounts;
    }

    /** Gives limits that may be higher, for a node that joined; where another maximum holds, YARN refuses by itself. */
    ClusterLimits joined(Resource node) {
        Map<String, Long> larger = new TreeMap<>(largest);
        amounts(node).forEach((name, amount) -> larger.merge(name, amount, Math::max));
        return new ClusterLimits(rules, larger);
    }

    EnvironmentLimits toLimits() {
        return rules.withLargestNode(largest).withFurtherResources(largest).toLimits();
    }
}
