package io.parley.core.translation;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plan taken all the way to an environment, on paper: what the process needs, the native request, what the
 * environment is predicted to grant, and the plan fitted to that. Immutable if the native request is.
 *
 * @param <R> the native request
 * @param environment the environment
 * @param requirements what the process needs, with the plan as it was resolved
 * @param request the native request
 * @param asked the native request in words and amounts
 * @param grant what the environment is predicted to grant
 * @param granted the grant's amounts under the names of {@code asked}
 * @param fit the plan fitted to the grant, and what of the grant stays unused
 */
public record Translation<R>(
        EnvironmentDescription environment,
        ProcessRequirements requirements,
        R request,
        RequestDescription asked,
        Grant grant,
        Map<String, BigDecimal> granted,
        PlanFit fit) {

    /** Copies the map and keeps its order. */
    public Translation {
        granted = Collections.unmodifiableMap(new LinkedHashMap<>(granted));
    }

    /**
     * Translates a plan; pure, nothing is asked of the environment.
     *
     * @param <R> the native request
     * @param translator the environment's translator
     * @param plan the plan
     * @param configuration the configuration that the plan was resolved from, with the environment's own keys
     * @param limits what the environment grants, from it or the translator's assumed limits
     * @param fitter what to do with memory granted beyond the ask
     * @return the translation
     * @throws IllegalArgumentException if one of the environment's own keys is wrong by itself
     * @throws ResourceTranslationException if the environment cannot hold or express what the process needs
     * @throws IllegalStateException if the translator or the fitter breaks its contract; the message names the class
     *     and what it broke
     */
    public static <R> Translation<R> of(
            ResourceTranslator<R> translator,
            ProcessMemoryPlan plan,
            FlinkConfiguration configuration,
            EnvironmentLimits limits,
            PlanFitter fitter) {
        CheckedTranslator<R> checked = CheckedTranslator.of(translator);
        ProcessRequirements requirements = checked.requirements(plan, configuration);
        R request = checked.translate(requirements, limits, fitter.lowering());
        RequestDescription asked = checked.describe(request);
        Grant grant = checked.predictGrant(requirements, limits);
        checked.atLeast(
                grant.memory(),
                "predictGrant(requirements, limits) gives",
                asked.memory(),
                "memory that translate asks for");
        return new Translation<>(
                checked.environment(),
                requirements,
                request,
                asked,
                grant,
                checked.describe(grant),
                fit(fitter, plan, grant));
    }

    private static PlanFit fit(PlanFitter fitter, ProcessMemoryPlan plan, Grant grant) {
        PlanFit fit = fitter.fit(plan, grant);
        if (fit == null) {
            throw broken(fitter, "it gave null.");
        }
        Map<MemoryPart, MemorySize> fitted = fit.plan().components();
        plan.components().forEach((part, size) -> {
            MemorySize after = fitted.getOrDefault(part, MemorySize.ZERO);
            if (after.compareTo(size) < 0) {
                throw broken(fitter, "it shrank " + part + " from " + size + " to " + after + ".");
            }
        });
        MemorySize total = fit.plan().totalProcess();
        if (total.compareTo(grant.memory()) > 0) {
            throw broken(
                    fitter,
                    "its plan has a Total Process Memory of " + total + ", more than the " + grant.memory()
                            + " granted.");
        }
        return fit;
    }

    private static IllegalStateException broken(PlanFitter fitter, String what) {
        return new IllegalStateException(
                "The plan fitter " + fitter.getClass().getName() + " broke its contract: " + what
                        + " Fitting never shrinks a part and never exceeds the grant. Use a grant policy of Parley, or repair it.");
    }
}
