package io.parley.core.admission;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Admission;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.DiscoveredProvider;
import io.parley.core.resolution.LoweredPlan;
import io.parley.core.resolution.MemoryPlanResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether an environment admits the process of a plan, and the largest plan that it would. Immutable.
 *
 * @param verdict the answer with its reasons
 * @param largest the largest plan of the configuration that would be admitted, with the size to set; present where the
 *     plan is not admitted, memory decides and there is one
 */
public record PlanAdmission(Verdict verdict, Optional<LoweredPlan> largest) {

    /**
     * Asks an environment.
     *
     * @param environment the environment
     * @param resolver the resolver of the environment and the Flink version
     * @param plan a plan of the configuration
     * @param configuration the configuration
     * @return the answer
     * @throws IllegalArgumentException if one of the environment's own keys is wrong by itself, or what the environment
     *     says of itself cannot be read
     * @throws IllegalStateException if the environment cannot be asked, or its check breaks its contract
     */
    public static PlanAdmission of(
            DiscoveredEnvironment environment,
            MemoryPlanResolver resolver,
            ProcessMemoryPlan plan,
            FlinkConfiguration configuration) {
        return of(environment, resolver, plan, configuration, AdmissionCheck::check);
    }

    /**
     * Answers from the files of an environment alone.
     *
     * @param environment the environment
     * @param resolver the resolver of the environment and the Flink version
     * @param plan a plan of the configuration
     * @param configuration the configuration
     * @return the answer
     * @throws IllegalArgumentException if one of the environment's own keys is wrong by itself, the files cannot be
     *     read, or no files describe such an environment
     * @throws IllegalStateException if the environment has no check, or its check breaks its contract
     */
    public static PlanAdmission ofFiles(
            DiscoveredEnvironment environment,
            MemoryPlanResolver resolver,
            ProcessMemoryPlan plan,
            FlinkConfiguration configuration) {
        return of(
                environment,
                resolver,
                plan,
                configuration,
                (check, requirements, entries, lowering) -> check.checkFiles(requirements, entries, lowering)
                        .orElseThrow(
                                () -> new IllegalArgumentException("Cannot check the environment " + environment.name()
                                        + " offline: no files describe it. Ask it itself, without --offline.")));
    }

    /** A way to ask. */
    @FunctionalInterface
    private interface Asking {
        Admission ask(
                AdmissionCheck check,
                ProcessRequirements requirements,
                FlinkConfiguration configuration,
                PlanLowering lowering);
    }

    private static PlanAdmission of(
            DiscoveredEnvironment environment,
            MemoryPlanResolver resolver,
            ProcessMemoryPlan plan,
            FlinkConfiguration configuration,
            Asking asking) {
        DiscoveredProvider<AdmissionCheck> check = environment
                .admissionCheck()
                .orElseThrow(() -> new IllegalStateException("Cannot check the environment " + environment.name() + ": "
                        + environment.translator().artifact() + " has a translator for it, but no "
                        + AdmissionCheck.class.getSimpleName()
                        + " was found. Put a jar that has one on the class path, or translate the plan to see what is"
                        + " asked for."));
        ResourceTranslator<?> translator = environment.resourceTranslator();
        ProcessRequirements requirements = translator.requirements(plan, configuration);
        PlanLowering lowering = resolver.lowering(configuration);
        Admission admission;
        try {
            if (!check.instance().isComplete()) {
                translator.translate(requirements, limits(environment, translator, configuration), lowering);
            }
            admission = asking.ask(check.instance(), requirements, configuration, lowering);
        } catch (ResourceTranslationException e) {
            return new PlanAdmission(Verdict.allOf(e.intent() + ".", List.of(e.verdict())), Optional.empty());
        }
        if (admission == null) {
            throw new IllegalStateException(check.className() + " broke its contract: check gave null. Repair it.");
        }
        return admission.verdict().outcome() == Outcome.ADMIT
                ? new PlanAdmission(admission.verdict(), Optional.empty())
                : refused(admission, resolver, plan, configuration);
    }

    private static EnvironmentLimits limits(
            DiscoveredEnvironment environment, ResourceTranslator<?> translator, FlinkConfiguration configuration) {
        return environment
                .limitsSource()
                .flatMap(source -> source.instance().find(configuration))
                .orElseGet(translator::assumedLimits);
    }

    private static PlanAdmission refused(
            Admission admission,
            MemoryPlanResolver resolver,
            ProcessMemoryPlan plan,
            FlinkConfiguration configuration) {
        Optional<MemorySize> room =
                admission.room().filter(size -> plan.totalProcess().compareTo(size) > 0);
        if (room.isEmpty()) {
            return new PlanAdmission(admission.verdict(), Optional.empty());
        }
        Optional<LoweredPlan> largest = resolver.lowered(plan, configuration, room.get());
        Verdict verdict = admission.verdict();
        List<Verdict> reasons = new ArrayList<>(verdict.reasons());
        reasons.add(largest.map(lowered -> fits(lowered, verdict.outcome()))
                .orElseGet(() -> Verdict.of(
                                verdict.outcome(),
                                "No plan of this configuration is that small, whatever the sizes that lead it.")
                        .comparing(plan.totalProcess().toString(), room.get().toString())));
        return new PlanAdmission(
                new Verdict(
                        verdict.outcome(),
                        verdict.statement(),
                        verdict.comparison(),
                        verdict.key(),
                        verdict.cure(),
                        reasons),
                largest);
    }

    private static Verdict fits(LoweredPlan lowered, Outcome outcome) {
        ProcessMemoryPlan plan = lowered.plan();
        return Verdict.of(
                        Outcome.ADMIT,
                        "The largest plan of this configuration that would "
                                + (outcome == Outcome.WAIT ? "start now" : "fit") + " has a Total Process Memory of "
                                + plan.totalProcess() + ".")
                .curedBy(lowered.key(), lowered.cure());
    }
}
