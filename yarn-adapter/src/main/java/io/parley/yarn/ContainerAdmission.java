package io.parley.yarn;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.admission.ResourceWords;
import io.parley.yarn.sizing.AllocationRule;
import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.ContainerSize;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;

/**
 * Whether YARN admits what is asked for, and what it then grants. Immutable.
 *
 * @param ask what is asked for
 * @param grant what is granted, never less than the ask in anything that YARN counts
 */
record ContainerAdmission(ContainerAsk ask, Grant grant) {

    private static final MemorySize MEBIBYTE = MemorySize.ofMebibytes(1);
    private static final String RESOURCE_TYPES = "yarn.resource-types";
    private static final String ASSUMED = " These limits are only assumed: set HADOOP_CONF_DIR to the directory of the"
            + " cluster's yarn-site.xml to use its own.";

    /**
     * Asks for a process.
     *
     * @param lowering finds what to lower where the plan is too large
     * @throws ResourceTranslationException if YARN refuses it or would grant less than the plan
     * @throws IllegalArgumentException if the limits hold a rule that is none of YARN's
     */
    static ContainerAdmission of(ProcessRequirements requirements, EnvironmentLimits limits, PlanLowering lowering) {
        ContainerAsk ask = ContainerAsk.of(requirements);
        SchedulerRules rules = SchedulerRules.of(limits);
        Cluster cluster = new Cluster(requirements.plan(), lowering, rules, SchedulerRules.nameEveryResource(limits));
        ask.amounts().forEach((name, amount) -> {
            cluster.refuseUnknown(name, amount);
            cluster.refuseAboveMaximum(name, amount);
        });
        return new ContainerAdmission(ask, cluster.granted(ask));
    }

    /** The side that answers; what is asked is at hand for its reasons. */
    private record Cluster(
            ProcessMemoryPlan plan, PlanLowering lowering, SchedulerRules rules, boolean namesEveryResource) {

        /** Neither a ResourceManager nor Hadoop's classes in this JVM take a resource that they do not know. */
        void refuseUnknown(String name, long amount) {
            if (name.equals(SchedulerRules.MEMORY) || name.equals(SchedulerRules.VCORES)) {
                return;
            }
            if (namesEveryResource && !rules.resources().containsKey(name)) {
                throw refusal(
                        "Cannot ask a YARN container for " + amount + " " + name,
                        "the cluster has no such resource (" + RESOURCE_TYPES + ").",
                        RESOURCE_TYPES,
                        "Add it to " + RESOURCE_TYPES + ", or do not ask for it.");
            }
            if (!ResourceUtils.getResourceTypes().containsKey(name)) {
                throw refusal(
                        "Cannot ask a YARN container for " + amount + " " + name,
                        "Hadoop's classes do not know the resource in this JVM (" + RESOURCE_TYPES + ").",
                        RESOURCE_TYPES,
                        "Put the cluster's resource-types.xml on the class path.");
            }
        }

        void refuseAboveMaximum(String name, long amount) {
            Bound maximum = rules.of(name).maximum();
            if (amount <= maximum.amount()) {
                return;
            }
            boolean machine = maximum.key().equals(SchedulerRules.LARGEST_NODE);
            String available = ResourceWords.amount(name, maximum.amount());
            String statement = machine
                    ? maximum.key() + " has " + available + "."
                    : "the maximum allocation is " + available + " (" + maximum.key() + ").";
            throw exception(
                    intent(name, amount),
                    cured(
                            Verdict.of(Verdict.Outcome.NEVER, statement)
                                    .comparing(ResourceWords.amount(name, amount), available),
                            name,
                            maximum,
                            machine ? "add a larger node." : "raise the maximum."));
        }

        private Verdict cured(Verdict verdict, String name, Bound maximum, String otherwise) {
            if (maximum.amount() == 0) {
                return verdict.curedBy(maximum.key(), "Choose another queue, or " + otherwise);
            }
            return ResourceWords.lowering(plan, lowering, name, maximum.amount())
                    .map(cure -> verdict.curedBy(cure.keys().get(0), cure.text() + " or " + otherwise))
                    .orElseGet(() -> verdict.curedBy(
                            maximum.key(),
                            otherwise.substring(0, 1).toUpperCase(Locale.ROOT) + otherwise.substring(1)));
        }

        private String intent(String name, long amount) {
            return name.equals(SchedulerRules.MEMORY)
                    ? intentOfMemory()
                    : "Cannot fit " + ResourceWords.amount(name, amount) + " into a YARN container";
        }

        private String intentOfMemory() {
            MemorySize total = plan().totalProcess();
            boolean whole = total.isWholeMultipleOf(MEBIBYTE);
            return "Cannot fit Total Process Memory " + (whole ? total.toShortString() : total)
                    + " into a YARN container";
        }

        Grant granted(ContainerAsk ask) {
            ContainerSize granted;
            MemorySize memory;
            try {
                granted = rules.granted(ContainerSize.of(ask.amounts()));
                memory = memory(granted.memory());
            } catch (ArithmeticException e) {
                throw refusal(
                        intentOfMemory(),
                        String.valueOf(e.getMessage()),
                        rules.of(SchedulerRules.MEMORY).step().key(),
                        "Lower that setting.");
            }
            if (memory.compareTo(plan().totalProcess()) < 0) {
                refuseMinimumOfZero();
            }
            ask.amounts().forEach((name, amount) -> refuseUncounted(name, amount, granted));
            return new Grant(
                    memory,
                    CpuAmount.ofCores(granted.vcores()),
                    granted.others(),
                    Optional.empty(),
                    List.of(),
                    rules.certainty());
        }

        /** More than the maximum cannot be asked for, so nothing may rely on more. */
        private MemorySize memory(long granted) {
            AllocationRule rule = rules.of(SchedulerRules.MEMORY);
            long mebibytes = Math.min(granted, rule.maximum().amount());
            if (mebibytes > MemorySize.MAX.bytes() / MEBIBYTE.bytes()) {
                throw new ArithmeticException("YARN would grant " + mebibytes + " MiB ("
                        + rule.minimum().key() + "), more than a process can count.");
            }
            return MemorySize.ofMebibytes(mebibytes);
        }

        private void refuseMinimumOfZero() {
            Bound minimum = rules.of(SchedulerRules.MEMORY).minimum();
            throw refusal(
                    intentOfMemory(),
                    "YARN would grant 0 MiB, for " + CalculatorKind.DEFAULT + " grants multiples of the minimum"
                            + " allocation, which is " + minimum.amount() + " MiB (" + minimum.key() + ").",
                    minimum.key(),
                    "Raise " + minimum.key() + " above 0.");
        }

        private void refuseUncounted(String name, long amount, ContainerSize granted) {
            if (!name.equals(SchedulerRules.VCORES) && granted.amount(name) < amount) {
                throw refusal(
                        "Cannot ask a YARN container for " + amount + " " + name,
                        rules.scheduler() + " counts memory only, so it would grant 0, for it has "
                                + CalculatorKind.DEFAULT + " (" + SchedulerRulesReader.CALCULATOR_CLASS + ").",
                        SchedulerRulesReader.CALCULATOR_CLASS,
                        "Let CapacityScheduler use " + CalculatorKind.DOMINANT + ", or do not ask for it.");
            }
        }

        private ResourceTranslationException refusal(String intent, String statement, String key, String cure) {
            return exception(
                    intent, Verdict.of(Verdict.Outcome.NEVER, statement).curedBy(key, cure));
        }

        private ResourceTranslationException exception(String intent, Verdict verdict) {
            if (rules.certainty() == Certainty.KNOWN) {
                return new ResourceTranslationException(intent, verdict);
            }
            return new ResourceTranslationException(
                    intent,
                    verdict.curedBy(verdict.key().orElse(""), verdict.cure().orElse("") + ASSUMED));
        }
    }
}
