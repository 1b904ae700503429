package io.parley.yarn.negotiation;

import io.parley.api.plan.ProcessKind;
import io.parley.api.verdict.Verdict;

/** Explains what YARN says when it refuses a request. Stateless. */
final class YarnRefusals {

    private static final String RESOURCE = "Requested resource type=[";
    private static final String MAXIMUM = "maximum allowed allocation:";

    private YarnRefusals() {}

    static Verdict verdict(ContainerShape shape, String message, ProcessKind process) {
        Verdict verdict = Verdict.of(Verdict.Outcome.NEVER, "YARN refuses a request for " + shape + ": " + message);
        if (shape.label().isPresent()) {
            return verdict.curedBy(
                    switch (process) {
                        case JOB_MANAGER -> "yarn.application.node-label";
                        case TASK_MANAGER -> "yarn.taskmanager.node-label";
                    },
                    "Ask for a node label that the cluster has and the queue may use, or for none.");
        }
        int maximum = message.indexOf(MAXIMUM);
        return (maximum < 0
                        ? verdict
                        : verdict.comparing(
                                shape.capability().toString(),
                                "at most " + firstLine(message.substring(maximum + MAXIMUM.length()))))
                .curedBy(key(message), "Lower what is asked for, or raise the maximum of the cluster or the queue.");
    }

    private static String key(String message) {
        int begin = message.indexOf(RESOURCE);
        String resource =
                begin < 0 ? "memory-mb" : message.substring(begin + RESOURCE.length(), message.indexOf(']', begin));
        return switch (resource) {
            case "memory-mb" -> "yarn.scheduler.maximum-allocation-mb";
            case "vcores" -> "yarn.scheduler.maximum-allocation-vcores";
            default -> "yarn.resource-types." + resource + ".maximum-allocation";
        };
    }

    /** The amounts stand between angle brackets. */
    private static String firstLine(String text) {
        int end = text.indexOf('>');
        return end < 0 ? text.strip() : text.substring(0, end + 1).strip();
    }
}
