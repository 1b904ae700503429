package io.parley.standalone.launch;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.PlanLowering;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.standalone.StandaloneResourceTranslator;
import io.parley.standalone.host.HostFit;
import io.parley.standalone.host.HostMemory;

/** What is refused before anything of a launch is made. Stateless. */
final class HostRefusals {

    private HostRefusals() {}

    /**
     * Refuses what a host cannot express, and a plan that this host never holds.
     *
     * @param lowering finds what to lower in such a plan
     * @throws ResourceTranslationException if there is such
     */
    static void check(ProcessRequirements requirements, HostMemory host, PlanLowering lowering) {
        expressible(requirements);
        for (Verdict reason : HostFit.of(requirements, host, lowering).verdict().reasons()) {
            if (reason.outcome() == Outcome.NEVER) {
                throw new ResourceTranslationException(
                        "Cannot launch the " + requirements.plan().process() + " on this host", reason.asRefusal());
            }
        }
    }

    /**
     * Refuses what a host cannot express.
     *
     * @throws ResourceTranslationException if there is such
     */
    static void expressible(ProcessRequirements requirements) {
        new StandaloneResourceTranslator().translate(requirements, EnvironmentLimits.NONE);
    }
}
