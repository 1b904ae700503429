package io.parley.yarn;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.yarn.sizing.SchedulerRulesReader;
import io.parley.yarn.sizing.SchedulerSettings;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;

/** Limits, requirements and what Hadoop's classes know, for the tests of the translator. */
final class YarnSamples {

    private YarnSamples() {}

    /** Lets Hadoop's classes know no more than memory and vcores. */
    static void plainResources() {
        ResourceUtils.resetResourceTypes(new YarnConfiguration());
    }

    /** Lets Hadoop's classes know GPUs too, in this whole JVM. */
    static void knowingGpus() {
        YarnConfiguration configuration = new YarnConfiguration();
        configuration.set("yarn.resource-types", ContainerAsk.GPU);
        ResourceUtils.resetResourceTypes(configuration);
    }

    static EnvironmentLimits known(String... settings) {
        return limitsOfQueue("default", settings);
    }

    static EnvironmentLimits limitsOfQueue(String queue, String... settings) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return SchedulerRulesReader.read(SchedulerSettings.of(map), queue).toLimits();
    }

    static EnvironmentLimits withGpus(String maximum) {
        return known(
                "yarn.resource-types",
                ContainerAsk.GPU,
                "yarn.resource-types." + ContainerAsk.GPU + ".maximum-allocation",
                maximum);
    }

    static ProcessRequirements jobManager(long mebibytes) {
        return ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(mebibytes)))
                .cpus(CpuAmount.ofCores(1))
                .build();
    }

    static ProcessRequirements taskManager(long mebibytes) {
        return ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(mebibytes)))
                .cpus(CpuAmount.ofCores(1))
                .build();
    }

    static long granted(long asked, EnvironmentLimits limits) {
        return new YarnResourceTranslator()
                .predictGrant(jobManager(asked), limits)
                .memory()
                .mebibytesRoundedUp();
    }
}
