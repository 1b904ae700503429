package io.parley.mesos.negotiation;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.Remark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of Flink 1.11 for Mesos that have no effect here, and why. Stateless. */
public final class UnfollowedKeys {

    private static final String NOTHING_SERVED =
            "nothing is served to the agents. Flink is there, in the image or fetched by mesos.resourcemanager.tasks.uris.";
    private static final String NO_BANDWIDTH = "no network bandwidth is taken of offers.";
    private static final Map<String, String> REASONS = reasons();

    private UnfollowedKeys() {}

    private static Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("mesos.resourcemanager.unused-offer-expiration", "every offer is answered at once, none is held.");
        reasons.put("mesos.resourcemanager.artifactserver.port", NOTHING_SERVED);
        reasons.put("mesos.resourcemanager.artifactserver.ssl.enabled", NOTHING_SERVED);
        reasons.put("mesos.resourcemanager.network.resource.name", NO_BANDWIDTH);
        reasons.put("mesos.resourcemanager.tasks.network.bandwidth", NO_BANDWIDTH);
        return reasons;
    }

    /**
     * Gives a remark for each of these keys that is set.
     *
     * @param configuration the configuration
     * @return the remarks, with the reasons
     */
    public static List<Remark> remarks(FlinkConfiguration configuration) {
        List<Remark> remarks = new ArrayList<>();
        REASONS.forEach((key, why) -> {
            if (configuration.contains(key)) {
                remarks.add(new Remark(
                        Remark.Kind.WITHOUT_EFFECT, key + " has no effect: " + why + " Remove it.", List.of(key)));
            }
        });
        return remarks;
    }
}
