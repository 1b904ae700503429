package io.parley.yarn.admission;

import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.admission.Findings.Limit;
import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.ContainerSize;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import java.util.Map;
import java.util.Optional;

/** Whether a container may be that large, resource by resource, and what is granted. */
final class SizeReasons {

    private static final String RESOURCE_TYPES = "yarn.resource-types";
    private static final String CONFIGURED_NODE = "yarn.nodemanager.resource";

    private final Findings findings;
    private final ContainerNeed need;
    private final SchedulerRules rules;
    private Optional<Map<String, Long>> granted = Optional.empty();
    private boolean refused;

    SizeReasons(Findings findings, ContainerNeed need, ClusterSnapshot cluster) {
        this.findings = findings;
        this.need = need;
        this.rules = cluster.rules();
    }

    /** Adds the reasons. */
    void add() {
        need.amounts().forEach(this::addUnknown);
        need.amounts().forEach(this::addTooLarge);
        if (refused) {
            return;
        }
        try {
            granted =
                    Optional.of(rules.granted(ContainerSize.of(need.amounts())).byName());
        } catch (ArithmeticException e) {
            String key = rules.of(SchedulerRules.MEMORY).step().key();
            findings.never(String.valueOf(e.getMessage()), key, "Lower " + key + ".");
            return;
        }
        granted.ifPresent(amounts -> need.amounts().forEach((name, asked) -> addGranted(name, asked, amounts)));
        if (refused) {
            granted = Optional.empty();
        }
    }

    /** Gives what is granted; empty where YARN refuses. */
    Optional<Map<String, Long>> granted() {
        return granted;
    }

    private void addUnknown(String name, long asked) {
        if (rules.resources().containsKey(name)) {
            return;
        }
        refused = true;
        findings.add(Verdict.of(Outcome.NEVER, "The cluster has no resource " + name + " (" + RESOURCE_TYPES + ").")
                .comparing(ResourceWords.amount(name, asked), "none")
                .curedBy(
                        RESOURCE_TYPES,
                        "Add " + name + " to " + RESOURCE_TYPES + " of the cluster, or do not ask for it."));
    }

    private void addTooLarge(String name, long asked) {
        Bound maximum = rules.of(name).maximum();
        if (!rules.resources().containsKey(name) || asked <= maximum.amount()) {
            return;
        }
        refused = true;
        Limit limit = limit(name, asked, maximum);
        String less = ResourceWords.less(name);
        String key = maximum.key();
        if (key.equals(SchedulerRules.LARGEST_NODE)) {
            findings.never("The largest node has " + less + ".", limit, "add a larger node.");
        } else if (key.startsWith(CONFIGURED_NODE)) {
            findings.never(
                    "A node has " + less + " (" + key + ").",
                    limit,
                    "add a larger node; where there is one already, ask where the ResourceManager answers.");
        } else if (SchedulerRulesReader.isOfQueue(key)) {
            findings.never(
                    "A container in this queue may have " + less + " (" + key + ").", limit, "raise " + key + ".");
        } else {
            findings.never("A container may have " + less + " (" + key + ").", limit, "raise " + key + ".");
        }
    }

    private static Limit limit(String name, long asked, Bound maximum) {
        return new Limit(name, ResourceWords.amount(name, asked), maximum.amount(), 0, maximum.key());
    }

    private void addGranted(String name, long asked, Map<String, Long> amounts) {
        long amount = amounts.getOrDefault(name, 0L);
        switch (name) {
            case SchedulerRules.MEMORY -> {
                if (amount < asked) {
                    addMinimumOfZero();
                } else {
                    addSufficient(name, asked, amount);
                }
            }
            case SchedulerRules.VCORES -> {
                if (amount < asked) {
                    findings.admit(rules.scheduler() + " counts memory only ("
                            + SchedulerRulesReader.CALCULATOR_CLASS + "): "
                            + ResourceWords.amount(name, asked) + " are asked for, "
                            + ResourceWords.amount(name, amount) + " is granted.");
                } else {
                    addSufficient(name, asked, amount);
                }
            }
            default -> {
                if (amount < asked) {
                    addUncounted(name, asked, amount);
                } else {
                    addSufficient(name, asked, amount);
                }
            }
        }
    }

    private void addSufficient(String name, long asked, long amount) {
        Bound maximum = rules.of(name).maximum();
        Bound minimum = rules.of(name).minimum();
        String rounding = amount == asked
                ? ""
                : "; it is rounded up to " + ResourceWords.amount(name, amount) + " ("
                        + (amount == minimum.amount()
                                ? minimum.key()
                                : rules.of(name).step().key())
                        + ")";
        if (maximum.amount() == Long.MAX_VALUE) {
            findings.admit("A container may have " + ResourceWords.amount(name, asked) + rounding + ".");
        } else {
            findings.admit(
                    "A container may have " + ResourceWords.thatMuch(name) + " (" + maximum.key() + ")" + rounding
                            + ".",
                    limit(name, asked, maximum));
        }
    }

    private void addMinimumOfZero() {
        refused = true;
        String key = rules.of(SchedulerRules.MEMORY).minimum().key();
        findings.never(
                rules.scheduler() + " would grant 0 MiB, for " + CalculatorKind.DEFAULT
                        + " grants multiples of the minimum allocation, which is 0 MiB (" + key + ").",
                key,
                "Raise " + key + " above 0.");
    }

    private void addUncounted(String name, long asked, long amount) {
        refused = true;
        String key = SchedulerRulesReader.CALCULATOR_CLASS;
        findings.add(Verdict.of(
                        Outcome.NEVER,
                        rules.scheduler() + " counts memory only, for it has " + CalculatorKind.DEFAULT + " (" + key
                                + ").")
                .comparing(ResourceWords.amount(name, asked), ResourceWords.amount(name, amount))
                .curedBy(
                        key,
                        "Let CapacityScheduler use " + CalculatorKind.DOMINANT + ", or do not ask for " + name + "."));
    }
}
