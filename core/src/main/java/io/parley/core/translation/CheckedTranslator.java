package io.parley.core.translation;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A translator whose answers are checked: what the contract forbids fails with an {@link IllegalStateException} that
 * names the translator's class and what it broke.
 *
 * <p>A translator comes from an unknown jar. Nothing may be asked of an environment on the strength of a null, of a
 * request smaller than the plan, or of a grant smaller than the plan. What the translator itself throws passes through
 * unchanged. Stateless if the translator is.
 *
 * @param <R> the native request
 */
public final class CheckedTranslator<R> implements ResourceTranslator<R> {

    private final ResourceTranslator<R> translator;
    private final EnvironmentDescription environment;

    private CheckedTranslator(ResourceTranslator<R> translator) {
        this.translator = translator;
        this.environment = answer(translator.environment(), "environment()", translator);
    }

    /**
     * Checks a translator's answers from now on.
     *
     * @param <R> the native request
     * @param translator the translator; one that is checked already is given back
     * @return the checked translator
     * @throws IllegalStateException if the translator does not describe its environment
     */
    public static <R> CheckedTranslator<R> of(ResourceTranslator<R> translator) {
        return translator instanceof CheckedTranslator<R> checked
                ? checked
                : new CheckedTranslator<>(Objects.requireNonNull(translator, "translator"));
    }

    /** Gives the description that the translator gave first. */
    @Override
    public EnvironmentDescription environment() {
        return environment;
    }

    /**
     * Gives the class of the translator behind the checks.
     *
     * @return the class, not this one
     */
    public Class<?> translatorClass() {
        return translator.getClass();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the translator answers null or with another plan
     */
    @Override
    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        ProcessRequirements requirements =
                answer(translator.requirements(plan, configuration), "requirements(plan, configuration)");
        if (!requirements.plan().equals(plan)) {
            throw broken("requirements(plan, configuration) changed the plan, from Total Process Memory "
                    + plan.totalProcess() + " to " + requirements.plan().totalProcess() + ".");
        }
        return requirements;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the translator answers null
     */
    @Override
    public EnvironmentLimits assumedLimits() {
        return answer(translator.assumedLimits(), "assumedLimits()");
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the translator answers null or with a request that covers less than the plan
     */
    @Override
    public R translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        return covering(requirements, translator.translate(requirements, limits));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the translator answers null or with a request that covers less than the plan
     */
    @Override
    public R translate(ProcessRequirements requirements, EnvironmentLimits limits, PlanLowering lowering) {
        return covering(requirements, translator.translate(requirements, limits, lowering));
    }

    private R covering(ProcessRequirements requirements, @Nullable R given) {
        R request = answer(given, "translate(requirements, limits)");
        atLeast(
                describe(request).memory(),
                "translate(requirements, limits) asks for",
                requirements.plan().totalProcess(),
                "Total Process Memory");
        return request;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the translator answers null or with a grant smaller than the plan
     */
    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        Grant grant = answer(translator.predictGrant(requirements, limits), "predictGrant(requirements, limits)");
        atLeast(
                grant.memory(),
                "predictGrant(requirements, limits) gives",
                requirements.plan().totalProcess(),
                "Total Process Memory");
        return grant;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the translator answers null
     */
    @Override
    public RequestDescription describe(R request) {
        return answer(translator.describe(request), "describe(request)");
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the translator answers null
     */
    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(answer(translator.describe(grant), "describe(grant)")));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the translator answers null
     */
    @Override
    public Map<String, Function<FlinkConfiguration, String>> documents(
            ProcessRequirements requirements, EnvironmentLimits limits) {
        return answer(translator.documents(requirements, limits), "documents(requirements, limits)");
    }

    /** Refuses an amount of memory that is smaller than it must be. */
    void atLeast(MemorySize given, String what, MemorySize needed, String whatNeeded) {
        if (given.compareTo(needed) < 0) {
            throw broken(what + " " + given + ", less than the " + needed + " of " + whatNeeded + ".");
        }
    }

    private <T> T answer(@Nullable T answer, String method) {
        return answer(answer, method, translator);
    }

    private static <T> T answer(@Nullable T answer, String method, ResourceTranslator<?> translator) {
        if (answer == null) {
            throw broken(method + " gave null.", translator);
        }
        return answer;
    }

    private IllegalStateException broken(String what) {
        return broken(what, translator);
    }

    private static IllegalStateException broken(String what, ResourceTranslator<?> translator) {
        return new IllegalStateException(
                "The translator " + translator.getClass().getName()
                        + " broke its contract: " + what
                        + " Nothing was asked of the environment. Repair or remove the translator;"
                        + " ResourceTranslatorContract in the test jar of parley-api tests these rules.");
    }

    /** Gives the translator's class name. */
    @Override
    public String toString() {
        return "CheckedTranslator[" + translator.getClass().getName() + "]";
    }
}
