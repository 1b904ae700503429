package io.parley.api.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link ResourceTranslator} as tests: extend it with the translator of an adapter.
 *
 * <p>A rule that does not concern an adapter shows as skipped, never as passed.
 *
 * @param <R> the native request
 */
public abstract class ResourceTranslatorContract<R> {

    private static final MemorySize ONE_GIBIBYTE = MemorySize.ofMebibytes(1024);

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
        return assumedLimits();
    }

    /**
     * Gives the largest Total Process Memory that the limits hold.
     *
     * @return 65537 MiB unless overridden; at least 1024 MiB
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
        List<ProcessMemoryPlan> plans = SamplePlans.upTo(largest());
        assertThat(plans).as("plans up to largest(), %s", largest()).isNotEmpty();
        return plans;
    }

    private EnvironmentDescription environment() {
        EnvironmentDescription environment = translator().environment();
        assertThat(environment).as("what environment() gives").isNotNull();
        return environment;
    }

    private EnvironmentLimits assumedLimits() {
        EnvironmentLimits limits = translator().assumedLimits();
        assertThat(limits).as("what assumedLimits() gives").isNotNull();
        return limits;
    }

    private ProcessRequirements requirements(ProcessMemoryPlan plan) {
        ProcessRequirements requirements = translator().requirements(plan, FlinkConfiguration.of(Map.of()));
        assertThat(requirements)
                .as("what requirements(plan, configuration) gives for %s", plan.totalProcess())
                .isNotNull();
        return requirements;
    }

    private R request(ProcessRequirements requirements, EnvironmentLimits limits) {
        R request = translator().translate(requirements, limits);
        assertThat(request)
                .as(
                        "what translate(requirements, limits) gives for %s",
                        requirements.plan().totalProcess())
                .isNotNull();
        return request;
    }

    private RequestDescription described(ProcessRequirements requirements) {
        R request = request(requirements, limits());
        RequestDescription description = translator().describe(request);
        assertThat(description)
                .as("what describe(request) gives for %s", request)
                .isNotNull();
        return description;
    }

    private MemorySize asked(ProcessRequirements requirements) {
        return described(requirements).memory();
    }

    private Grant grant(ProcessRequirements requirements, EnvironmentLimits limits) {
        Grant grant = translator().predictGrant(requirements, limits);
        assertThat(grant)
                .as(
                        "what predictGrant(requirements, limits) gives for %s",
                        requirements.plan().totalProcess())
                .isNotNull();
        return grant;
    }

    private MemorySize granted(ProcessRequirements requirements) {
        return grant(requirements, limits()).memory();
    }

    private void assumeTranslation() {
        assumeTrue(supportsTranslation(), "the adapter does not translate yet");
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
        assertThat(environment()).isEqualTo(environment());
    }

    @Test
    void keepsThePlanInItsRequirements() {
        for (ProcessMemoryPlan plan : plans()) {
            assertThat(requirements(plan).plan()).isEqualTo(plan);
        }
    }

    @Test
    void failsByNameWhereItDoesNotTranslate() {
        assumeFalse(supportsTranslation(), "the adapter translates");
        ProcessRequirements requirements = requirements(plans().get(0));
        assertThatThrownBy(() -> translator().translate(requirements, limits()))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining(environment().name());
        assertThatThrownBy(() -> translator().predictGrant(requirements, limits()))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining(environment().name());
    }

    @Test
    void neverAsksForLessThanThePlan() {
        assumeTranslation();
        for (ProcessMemoryPlan plan : plans()) {
            assertThat(asked(requirements(plan)))
                    .as("asked for %s", plan.totalProcess())
                    .isGreaterThanOrEqualTo(plan.totalProcess());
        }
    }

    @Test
    void neverPredictsLessThanItAsks() {
        assumeTranslation();
        for (ProcessMemoryPlan plan : plans()) {
            ProcessRequirements requirements = requirements(plan);
            assertThat(granted(requirements))
                    .as("granted for %s", plan.totalProcess())
                    .isGreaterThanOrEqualTo(asked(requirements));
        }
    }

    @Test
    void asksInWholeUnits() {
        assumeTranslation();
        MemorySize unit = environment().memoryUnit();
        for (ProcessMemoryPlan plan : plans()) {
            MemorySize asked = asked(requirements(plan));
            assertThat(asked.isWholeMultipleOf(unit))
                    .as("%s in units of %s", asked, unit)
                    .isTrue();
        }
    }

    @Test
    void asksForLessThanOneUnitMoreThanThePlan() {
        assumeTranslation();
        MemorySize unit = environment().memoryUnit();
        for (ProcessMemoryPlan plan : plans()) {
            assertThat(asked(requirements(plan)))
                    .as("asked for %s in units of %s", plan.totalProcess(), unit)
                    .isLessThan(plan.totalProcess().plus(unit));
        }
    }

    @Test
    void givesTheSameAnswerForTheSameQuestion() {
        assertThat(assumedLimits()).isEqualTo(assumedLimits());
        for (ProcessMemoryPlan plan : plans()) {
            assertThat(requirements(plan)).isEqualTo(requirements(plan));
        }
        assumeTranslation();
        for (ProcessMemoryPlan plan : plans()) {
            ProcessRequirements requirements = requirements(plan);
            assertThat(described(requirements)).isEqualTo(described(requirements));
            assertThat(grant(requirements, limits())).isEqualTo(grant(requirements, limits()));
        }
    }

    @Test
    void asksForMoreWhenThePlanIsLarger() {
        assumeTranslation();
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
        assumeTranslation();
        ProcessRequirements requirements = requirements(plans().get(0));
        RequestDescription asked = described(requirements);
        assertThat(asked.amounts().isEmpty() && asked.settings().isEmpty())
                .as("nothing is shown")
                .isFalse();
        Map<String, BigDecimal> granted = translator().describe(grant(requirements, limits()));
        assertThat(granted).as("what describe(grant) gives").isNotNull();
        assertThat(granted.keySet())
                .as("a grant has the names of a request")
                .isEqualTo(asked.amounts().keySet());
    }

    @Test
    void predictsNothingForCertainFromAssumedLimits() {
        EnvironmentLimits assumed = assumedLimits();
        if (!assumed.resources().isEmpty()) {
            assertThat(assumed.certainty())
                    .as("limits that nobody has looked up are assumed")
                    .isEqualTo(Certainty.ASSUMED);
        }
        assumeTranslation();
        Grant grant = grant(requirements(SamplePlans.jobManager(ONE_GIBIBYTE)), assumed);
        assertThat(grant.certainty()).isEqualTo(assumed.certainty());
    }

    @Test
    void refusesByNameWhatItCannotExpress() {
        assumeTranslation();
        EnumSet<ResourceFeature> missing = EnumSet.allOf(ResourceFeature.class);
        missing.removeAll(environment().expressible());
        for (ResourceFeature feature : missing) {
            ProcessRequirements requirements = asking(feature);
            assertThatThrownBy(() -> translator().translate(requirements, limits()))
                    .as("%s asked of %s", feature, environment().name())
                    .isInstanceOf(ResourceTranslationException.class)
                    .hasMessageContaining(feature.toString());
            assertThatThrownBy(() -> translator().predictGrant(requirements, limits()))
                    .as("a grant of %s by %s", feature, environment().name())
                    .isInstanceOf(ResourceTranslationException.class)
                    .hasMessageContaining(feature.toString());
        }
    }

    private static ProcessRequirements asking(ResourceFeature feature) {
        ProcessRequirements.Builder builder = ProcessRequirements.of(SamplePlans.jobManager(ONE_GIBIBYTE));
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
        assumeTranslation();
        MemorySize maximum = MemorySize.ofMebibytes(2048);
        Optional<EnvironmentLimits> tight = limitsOf(maximum);
        assumeTrue(tight.isPresent(), "the environment has no maximum");
        ProcessRequirements fitting = requirements(SamplePlans.jobManager(maximum));
        assertThatCode(() -> request(fitting, tight.get()))
                .as("asking for the maximum itself, %s", maximum)
                .doesNotThrowAnyException();
        assertRefused(maximum.plus(MemorySize.ofBytes(1)), maximum, tight.get());
        assertRefused(MemorySize.ofMebibytes(3000), maximum, tight.get());
    }

    private void assertRefused(MemorySize tooLarge, MemorySize maximum, EnvironmentLimits limits) {
        ProcessRequirements requirements = requirements(SamplePlans.jobManager(tooLarge));
        ResourceTranslationException refusal = catchThrowableOfType(
                ResourceTranslationException.class, () -> translator().translate(requirements, limits));
        assertThat(refusal)
                .as("the refusal of %s where the maximum is %s", tooLarge, maximum)
                .isNotNull()
                .hasMessageContaining(tooLarge.toShortString())
                .hasMessageContaining(maximum.toShortString());
        assertThat(refusal.verdict().outcome()).isEqualTo(Verdict.Outcome.NEVER);
        assertThat(refusal.verdict().cure()).as("the cure of the refusal").isPresent();
        assertThatThrownBy(() -> translator().predictGrant(requirements, limits))
                .as("a grant of %s where the maximum is %s", tooLarge, maximum)
                .isInstanceOf(ResourceTranslationException.class);
    }
}
