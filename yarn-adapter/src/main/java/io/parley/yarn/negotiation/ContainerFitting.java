package io.parley.yarn.negotiation;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;

/** Makes of a container that YARN granted what a demand holds, with the plan fitted. Stateless. */
final class ContainerFitting {

    private static final System.Logger LOG = System.getLogger(ContainerFitting.class.getName());

    private final PlanFitter fitter;

    ContainerFitting(PlanFitter fitter) {
        this.fitter = fitter;
    }

    /**
     * Fits a plan to a new container.
     *
     * @throws UnusableGrantException if the container holds less than was asked for, or the grant policy fails
     */
    GrantedContainer fit(ProcessMemoryPlan plan, ContainerShape shape, Container container)
            throws UnusableGrantException {
        List<String> missing = shape.missing(container.getResource());
        if (!missing.isEmpty()) {
            throw new UnusableGrantException(Verdict.of(
                            Verdict.Outcome.NEVER,
                            "YARN granted less than was asked for: " + String.join(", ", missing) + ".")
                    .comparing("what was asked for", String.join(", ", missing))
                    .curedBy(
                            "yarn.scheduler.capacity.resource-calculator",
                            "Let the scheduler count every resource (DominantResourceCalculator) and keep its"
                                    + " minimum allocation above 0."));
        }
        Grant grant = grant(container);
        try {
            return new GrantedContainer(container, grant, fitter.fit(plan, grant));
        } catch (RuntimeException | Error e) {
            throw new UnusableGrantException(Verdict.of(
                            Verdict.Outcome.NEVER,
                            "the plan could not be fitted to the granted " + grant.memory() + ": " + e.getMessage()
                                    + ".")
                    .comparing(plan.totalProcess().toString(), grant.memory().toString())
                    .curedBy(
                            "grant policy",
                            "Repair the PlanFitter " + fitter.getClass().getName() + "."));
        }
    }

    /**
     * Finds what to lower where a plan is larger than YARN's maximum. A fitter that fails at that costs the cure alone:
     * what refuses the plan is still the maximum.
     *
     * @param plan the plan
     * @param maximum the most Total Process Memory that is possible
     * @return the cure; empty where there is none, or the fitter failed
     */
    Optional<LoweringCure> lowering(ProcessMemoryPlan plan, MemorySize maximum) {
        try {
            return Objects.requireNonNull(fitter.lowering().within(plan, maximum), "cure");
        } catch (RuntimeException | Error e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The PlanFitter " + fitter.getClass().getName() + " failed to find what to lower to " + maximum
                            + ". Repair it.",
                    e);
            return Optional.empty();
        }
    }

    /** Takes a container in which the plan was started already, so nothing is fitted. */
    static GrantedContainer asStarted(ProcessMemoryPlan plan, Container container) {
        return new GrantedContainer(container, grant(container), new PlanFit(plan, MemorySize.ZERO));
    }

    private static Grant grant(Container container) {
        Resource resource = container.getResource();
        Map<String, Long> others = new TreeMap<>();
        for (ResourceInformation information : resource.getResources()) {
            String name = information.getName();
            if (information.getValue() > 0
                    && !name.equals(ResourceInformation.MEMORY_URI)
                    && !name.equals(ResourceInformation.VCORES_URI)) {
                others.put(name, information.getValue());
            }
        }
        return new Grant(
                MemorySize.ofMebibytes(resource.getMemorySize()),
                CpuAmount.ofCores(resource.getVirtualCores()),
                others,
                Optional.of(container.getNodeId().getHost()),
                List.of(),
                Certainty.KNOWN);
    }
}
