package io.parley.yarn.launch;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.size.MemorySize;
import io.parley.yarn.YarnResourceTranslator;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.Resource;

/**
 * What to ask for and the plan to start in it.
 *
 * <p>Where the limits are known, the predicted size itself is asked for: a wrong prediction then enlarges or refuses,
 * but the container is never smaller than the plan that grew into it. Where they are only assumed, the plan stays as it
 * is.
 *
 * @param resource the ask
 * @param predicted what YARN should grant for it
 * @param fit the plan to start, and what of the predicted grant it leaves unused
 */
record AskedSize(Resource resource, Grant predicted, PlanFit fit) {

    /** Decides; refuses what cannot be granted. */
    static AskedSize of(LaunchRequest request, EnvironmentLimits limits) {
        YarnResourceTranslator translator = new YarnResourceTranslator();
        Resource resource = translator.applicationMasterResource(request.requirements(), limits);
        Grant predicted = translator.predictGrant(request.requirements(), limits);
        if (predicted.certainty() == Certainty.ASSUMED) {
            return new AskedSize(
                    resource, predicted, new PlanFit(request.requirements().plan(), MemorySize.ZERO));
        }
        PlanFit fit = request.fitter().fit(request.requirements().plan(), predicted);
        resource.setMemorySize(predicted.memory().mebibytesRoundedUp());
        return new AskedSize(resource, predicted, fit);
    }

    /** Lowers the maximum to what a running ResourceManager reports. */
    static EnvironmentLimits lowered(EnvironmentLimits limits, Resource reported) {
        return SchedulerRules.of(limits)
                .withLargestNode(Map.of(SchedulerRules.MEMORY, reported.getMemorySize(), SchedulerRules.VCORES, (long)
                        reported.getVirtualCores()))
                .toLimits();
    }
}
