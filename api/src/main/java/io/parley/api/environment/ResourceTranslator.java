package io.parley.api.environment;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;

/**
 * Translates the requirements of a Flink process into what one environment understands.
 *
 * <p>A service provider interface: name the implementation in
 * {@code META-INF/services/io.parley.api.environment.ResourceTranslator} and give it a public constructor without
 * parameters. Implementations are stateless and pure: no I/O, no clock, no log. The rules are published as
 * {@code ResourceTranslatorContract} in the test jar of this artifact: never less than the plan, the same answer for
 * the same question, more for more, whole units, refusals by name.
 *
 * @param <R> the native request
 */
public interface ResourceTranslator<R> {

    /**
     * Describes the environment.
     *
     * @return always the same description
     */
    EnvironmentDescription environment();

    /**
     * Adds to a plan what the environment's own keys of a configuration ask for.
     *
     * @param plan the plan
     * @param configuration the configuration
     * @return the requirements, with this plan
     * @throws IllegalArgumentException if a key's value is wrong by itself; the message names the key
     */
    ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration);

    /**
     * Gives the limits to assume where nothing is known about the environment: its documented defaults.
     *
     * @return the limits; {@link Certainty#ASSUMED} unless the environment has none
     */
    EnvironmentLimits assumedLimits();

    /**
     * Makes the native request: what the process needs, rounded up to whole units, not yet rounded as the environment
     * would.
     *
     * @param requirements what the process needs
     * @param limits what the environment grants
     * @return the request, never less than the plan
     * @throws ResourceTranslationException if the environment cannot hold or express the requirements
     */
    R translate(ProcessRequirements requirements, EnvironmentLimits limits);

    /**
     * Makes the same request; a refusal of a plan that is too large may name what to lower.
     *
     * @param requirements what the process needs
     * @param limits what the environment grants
     * @param lowering finds what to lower in the configuration of the plan
     * @return the request, never less than the plan; by default that of the other method, with its refusals
     * @throws ResourceTranslationException if the environment cannot hold or express the requirements
     */
    default R translate(ProcessRequirements requirements, EnvironmentLimits limits, PlanLowering lowering) {
        return translate(requirements, limits);
    }

    /**
     * Predicts what the environment will grant for the request of {@link #translate}.
     *
     * @param requirements what the process needs
     * @param limits what the environment grants
     * @return the grant, never less than the request; {@link Certainty#ASSUMED} if the limits are
     * @throws ResourceTranslationException if the environment cannot hold or express the requirements
     */
    Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits);

    /**
     * Describes a native request.
     *
     * @param request a request of this translator
     * @return the amounts, memory among them, and the output formats it knows
     */
    RequestDescription describe(R request);

    /**
     * Gives a grant's amounts under the same names as {@link #describe}.
     *
     * @param grant a grant
     * @return each amount by name, memory among them
     */
    Map<String, BigDecimal> describe(Grant grant);

    /**
     * Gives the output formats that hold more than the request, such as the whole definition of a service. They are
     * made when they are asked for, for they may need keys that the request does not.
     *
     * @param requirements what the process needs
     * @param limits what the environment grants
     * @return from the process' configuration to the document, by the format's name; none unless overridden
     */
    default Map<String, Function<FlinkConfiguration, String>> documents(
            ProcessRequirements requirements, EnvironmentLimits limits) {
        return Map.of();
    }
}
