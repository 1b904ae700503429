package io.parley.yarn.admission;

import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.yarn.sizing.AllocationRule;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * The rules of files with the maximum that a running ResourceManager tells. Pure and stateless.
 *
 * <p>It tells neither the minimum nor the maximum of a queue; these stay as the files say.
 */
final class LiveRules {

    private LiveRules() {}

    /** Gives the rules with the smaller maximum of the queue in files and of what is told. */
    static SchedulerRules of(SchedulerRules files, ResourceManagerAnswers answers) {
        return rules(files, answers, LiveRules::ofQueueOr);
    }

    /** Gives the rules with the maximum that is told, whatever files say of a queue. */
    static SchedulerRules told(SchedulerRules files, ResourceManagerAnswers answers) {
        return rules(files, answers, (file, cluster) -> cluster);
    }

    private static SchedulerRules rules(
            SchedulerRules files, ResourceManagerAnswers answers, BinaryOperator<Bound> maximum) {
        Map<String, AllocationRule> resources = new TreeMap<>();
        answers.resourceTypes().forEach(name -> resources.put(name, rule(files.of(name), name, answers, maximum)));
        resources.computeIfAbsent(SchedulerRules.MEMORY, name -> rule(files.of(name), name, answers, maximum));
        resources.computeIfAbsent(SchedulerRules.VCORES, name -> rule(files.of(name), name, answers, maximum));
        return new SchedulerRules(files.scheduler(), files.calculator(), resources, files.certainty());
    }

    private static AllocationRule rule(
            AllocationRule file, String name, ResourceManagerAnswers answers, BinaryOperator<Bound> maximum) {
        Long told = answers.maximum().get(name);
        if (told == null) {
            return file;
        }
        Bound cluster = new Bound(told, key(file.maximum(), name, told, answers));
        return new AllocationRule(
                file.minimum(),
                file.step(),
                maximum.apply(file.maximum(), cluster),
                maximum.apply(file.roundingMaximum(), cluster));
    }

    private static Bound ofQueueOr(Bound file, Bound cluster) {
        return SchedulerRulesReader.isOfQueue(file.key()) && file.amount() < cluster.amount() ? file : cluster;
    }

    /** What it tells is the smaller one of what is configured and of what the largest node has. */
    private static String key(Bound file, String name, long told, ResourceManagerAnswers answers) {
        boolean queues = SchedulerRulesReader.isOfQueue(file.key());
        if (!queues && file.amount() == told) {
            return file.key();
        }
        long largest = answers.nodes().stream()
                .mapToLong(node -> node.capability().getOrDefault(name, 0L))
                .max()
                .orElse(0);
        if (told == largest) {
            return SchedulerRules.LARGEST_NODE;
        }
        return switch (name) {
            case SchedulerRules.MEMORY -> "yarn.scheduler.maximum-allocation-mb";
            case SchedulerRules.VCORES -> "yarn.scheduler.maximum-allocation-vcores";
            default -> "yarn.resource-types." + name + ".maximum-allocation";
        };
    }
}
