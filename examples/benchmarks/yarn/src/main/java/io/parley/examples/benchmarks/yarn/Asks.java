package io.parley.examples.benchmarks.yarn;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.yarn.YarnResourceTranslator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.Resource;

/**
 * What both sides ask for: TaskManagers of four sizes in turn. Immutable.
 *
 * @param requirements what each of the four needs
 * @param resources the same as Hadoop's own records
 * @param fitter grows each plan into what is granted
 */
record Asks(List<ProcessRequirements> requirements, List<Resource> resources, PlanFitter fitter) {

    private static final List<String> SIZES = List.of("1728m", "2500m", "3072m", "4000m");

    static Asks ofFourSizes() {
        YarnResourceTranslator yarn = new YarnResourceTranslator();
        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse("2.3.0"), yarn.environment());
        Map<MemorySize, PlanFitter> fitters = new HashMap<>();
        List<ProcessRequirements> requirements = SIZES.stream()
                .map(size -> {
                    FlinkConfiguration configuration =
                            FlinkConfiguration.of(Map.of("taskmanager.memory.process.size", size));
                    ProcessMemoryPlan plan = resolver.taskManager(configuration);
                    fitters.put(plan.totalProcess(), GrantPolicy.REPLAN.bind(resolver, configuration));
                    return yarn.requirements(plan, configuration);
                })
                .toList();
        List<Resource> resources = requirements.stream()
                .map(required -> yarn.translate(required, yarn.assumedLimits()).getCapability())
                .toList();
        return new Asks(
                requirements,
                resources,
                (plan, grant) -> fitters.getOrDefault(plan.totalProcess(), PlanFitter.UNCHANGED)
                        .fit(plan, grant));
    }

    ProcessRequirements requirements(int number) {
        return requirements.get(number % requirements.size());
    }

    /** Gives the size of an ask by its number. */
    Resource resource(int number) {
        return resources.get(number % resources.size());
    }

    /** Gives the priority of an ask by its number: one for each size. */
    int priority(int number) {
        return number % resources.size();
    }
}
