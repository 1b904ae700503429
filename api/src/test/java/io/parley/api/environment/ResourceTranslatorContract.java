package io.parley.api.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link ResourceTranslator} as tests: extend it with the translator of an adapter.
 *
 * @param <R> the native request
 */
public abstract class ResourceTranslatorContract<R> {

    /**
     * Gives the translator under test.
     *
     * @return a translator, a new one or always the same
     */
    protected abstract ResourceTranslator<R> translator();

    /**
     * Gives the limits to try it with; they should hold plans of several sizes.
     *
     * @return the translator's assumed limits unless overridden
     */
    protected EnvironmentLimits limits() {
        return translator().assumedLimits();
    }

    /**
     * Gives the largest Total Process Memory that the limits hold.
     *
     * @return 65537 MiB unless overridden
     */
    protected MemorySize largest() {
        return MemorySize.ofMebibytes(65537);
    }

    /**
     * Gives limits that hold nothing larger than a size, for environments that have a maximum.
     *
     * @param maximum the largest container
     * @return such limits; empty, unless overridden, for environments without a maximum
     */
    protected Optional<EnvironmentLimits> limitsOf(MemorySize maximum) {
        return Optional.empty();
    }

    /**
     * Tells whether the adapter translates already; one that only describes its environment says no and fails by name.
     *
     * @return true unless overridden
     */
    protected boolean supportsTranslation() {
        return true;
    }

    private List<ProcessMemoryPlan> plans() {
        return SamplePlans.upTo(largest());
    }

    private ProcessRequirements requirements(ProcessMemoryPlan plan) {
        return translator().requirements(plan, FlinkConfiguration.of(Map.of()));
    }

    private MemorySize asked(ProcessRequirements requirements) {
        ResourceTranslator<R> translator = translator();
        return translator.describe(translator.translate(requirements, limits())).memory();
    }

    private MemorySize granted(ProcessRequirements requirements) {
        return translator().predictGrant(requirements, limits()).memory();
    }

    @Test
    @SuppressWarnings("rawtypes") // A class literal has no type argument.
    void isRegisteredForServiceLoader() {
        assertThat(ServiceLoader.load(ResourceTranslator.class).stream().map(ServiceLoader.Provider::type))
                .as("the class is named in META-INF/services/" + ResourceTranslator.class.getName())
                .anyMatch(type -> type == translator().getClass());
    }

    @Test
    void describesItsEnvironmentAlwaysTheSame() {
        assertThat(translator().environment())
                .isNotNull()
                .isEqualTo(translator().environment());
    }

    @Test
    void keepsThePlanInItsRequirements() {
        for (ProcessMemoryPlan plan : plans()) {
            assertThat(requirements(plan).plan()).isEqualTo(plan);
        }
    }

    @Test
    void failsByNameWhereItDoesNotTranslate() {
        if (supportsTranslation()) {
            return;
        }
        ProcessRequirements requirements = requirements(plans().get(0));
        assertThatThrownBy(() -> translator().translate(requirements, limits()))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining(translator().environment().name());
        assertThatThrownBy(() -> translator().predictGrant(requirements, limits()))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining(translator().environment().name());
    }

    @Test
    void neverAsksForLessThanThePlan() {
        if (!supportsTranslation()) {
            return;
        }
        for (ProcessMemoryPlan plan : plans()) {
            assertThat(asked(requirements(plan)))
                    .as("asked for %s", plan.totalProcess())
                    .isGreaterThanOrEqualTo(plan.totalProcess());
        }
    }

    @Test
    void neverPredictsLessThanItAsks() {
        if (!supportsTranslation()) {
            return;
        }
        for (ProcessMemoryPlan plan : plans()) {
            ProcessRequirements requirements = requirements(plan);
            assertThat(granted(requirements))
                    .as("granted for %s", plan.totalProcess())
                    .isGreaterThanOrEqualTo(asked(requirements));
        }
    }

    @Test
    void asksInWholeUnits() {
        if (!supportsTranslation()) {
            return;
        }
        MemorySize unit = translator().environment().memoryUnit();
        for (ProcessMemoryPlan plan : plans()) {
            MemorySize asked = asked(requirements(plan));
            assertThat(asked.isWholeMultipleOf(unit))
                    .as("%s in units of %s", asked, unit)
                    .isTrue();
        }
    }

    @Test
    void asksForLessThanOneUnitMoreThanThePlan() {
        if (!supportsTranslation()) {
            return;
        }
        MemorySize unit = translator().environment().memoryUnit();
        for (ProcessMemoryPlan plan : plans()) {
            assertThat(asked(requirements(plan)))
                    .as("asked for %s in units of %s", plan.totalProcess(), unit)
                    .isLessThan(plan.totalProcess().plus(unit));
        }
    }

    @Test
    void givesTheSameAnswerForTheSameQuestion() {
        if (!supportsTranslation()) {
            return;
        }
        for (ProcessMemoryPlan plan : plans()) {
            ProcessRequirements requirements = requirements(plan);
            assertThat(requirements).isEqualTo(requirements(plan));
            RequestDescription first = translator().describe(translator().translate(requirements, limits()));
            RequestDescription second = translator().describe(translator().translate(requirements, limits()));
            assertThat(first).isEqualTo(second);
            assertThat(translator().predictGrant(requirements, limits()))
                    .isEqualTo(translator().predictGrant(requirements, limits()));
        }
    }

    @Test
    void asksForMoreWhenThePlanIsLarger() {
        if (!supportsTranslation()) {
            return;
        }
        MemorySize lastAsked = MemorySize.ZERO;
        MemorySize lastGranted = MemorySize.ZERO;
        for (ProcessMemoryPlan plan : plans()) {
            ProcessRequirements requirements = requirements(plan);
            assertThat(asked(requirements))
                    .as("asked for %s", plan.totalProcess())
                    .isGreaterThanOrEqualTo(lastAsked);
            assertThat(granted(requirements))
                    .as("granted for %s", plan.totalProcess())
                    .isGreaterThanOrEqualTo(lastGranted);
            lastAsked = asked(requirements);
            lastGranted = granted(requirements);
        }
    }

    @Test
    void showsAmountsOrSettings() {
        if (!supportsTranslation()) {
            return;
        }
        ProcessRequirements requirements = requirements(plans().get(0));
        RequestDescription asked = translator().describe(translator().translate(requirements, limits()));
        assertThat(asked.amounts().isEmpty() && asked.settings().isEmpty())
                .as("nothing is shown")
                .isFalse();
        Grant grant = translator().predictGrant(requirements, limits());
        assertThat(translator().describe(grant).keySet())
                .as("a grant has the names of a request")
                .isEqualTo(asked.amounts().keySet());
    }

    @Test
    void predictsNothingForCertainFromAssumedLimits() {
        if (!supportsTranslation()) {
            return;
        }
        EnvironmentLimits assumed = translator().assumedLimits();
        Grant grant =
                translator().predictGrant(requirements(SamplePlans.jobManager(MemorySize.ofMebibytes(1024))), assumed);
        assertThat(grant.certainty()).isEqualTo(assumed.certainty());
    }

    @Test
    void refusesByNameWhatItCannotExpress() {
        if (!supportsTranslation()) {
            return;
        }
        EnumSet<ResourceFeature> missing = EnumSet.allOf(ResourceFeature.class);
        missing.removeAll(translator().environment().expressible());
        for (ResourceFeature feature : missing) {
            ProcessRequirements requirements = asking(feature);
            assertThatThrownBy(() -> translator().translate(requirements, limits()))
                    .as("%s asked of %s", feature, translator().environment().name())
                    .isInstanceOf(ResourceTranslationException.class)
                    .hasMessageContaining(feature.toString());
        }
    }

    private static ProcessRequirements asking(ResourceFeature feature) {
        ProcessRequirements.Builder builder =
                ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1024)));
        return switch (feature) {
            case CPU -> builder.cpus(CpuAmount.ofCores(1)).build();
            case DISK -> builder.disk(MemorySize.ofMebibytes(1)).build();
            case GPU -> builder.gpus(1).build();
            case NAMED_RESOURCES -> builder.namedResource("parley-contract", 1).build();
            case PORTS -> builder.port(PortRequirement.any("rest")).build();
            case PLACEMENT ->
                builder.placement(Placement.labelled("parley-contract")).build();
        };
    }

    @Test
    void refusesWhatTheMaximumCannotHoldWithBothAmounts() {
        MemorySize maximum = MemorySize.ofMebibytes(2048);
        Optional<EnvironmentLimits> tight = limitsOf(maximum);
        if (tight.isEmpty()) {
            return;
        }
        ProcessRequirements fitting = requirements(SamplePlans.jobManager(maximum));
        assertThat(translator().translate(fitting, tight.get())).isNotNull();
        MemorySize tooLarge = MemorySize.ofMebibytes(3000);
        ProcessRequirements requirements = requirements(SamplePlans.jobManager(tooLarge));
        assertThatThrownBy(() -> translator().translate(requirements, tight.get()))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining(tooLarge.toShortString())
                .hasMessageContaining(maximum.toShortString());
        assertThatThrownBy(() -> translator().predictGrant(requirements, tight.get()))
                .isInstanceOf(ResourceTranslationException.class);
    }
}
