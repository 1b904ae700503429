package io.parley.yarn.admission;

import io.parley.yarn.admission.SubmissionQueue.Permission;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a queue takes the application. Pure and stateless. */
final class QueueReasons {

    private static final String QUEUE = "yarn.application.queue";
    private static final int LISTED = 8;

    private QueueReasons() {}

    static void add(Findings findings, SubmissionQueue queue) {
        String name = queue.name();
        String choice = "set " + QUEUE + choice(queue.alternatives());
        switch (queue.standing()) {
            case LEAF, ON_DEMAND -> addState(findings, queue);
            case PARENT ->
                findings.never(
                        "Queue " + name + " has no applications of its own, only the queues below it do.",
                        QUEUE,
                        "S" + choice.substring(1) + ".");
            case MISSING -> findings.never("There is no queue " + name + ".", QUEUE, "S" + choice.substring(1) + ".");
            case AMBIGUOUS ->
                findings.never(
                        "More than one queue is named " + name + ".",
                        QUEUE,
                        "S" + choice.substring(1) + ", by its full path.");
            case UNKNOWN -> addAccess(findings, queue);
            case BY_RULE ->
                findings.admit("Rules of the scheduler place the application, and it need not be in queue " + name
                        + "; that queue is not looked at.");
        }
    }

    private static String choice(List<String> alternatives) {
        if (alternatives.isEmpty()) {
            return " to another queue";
        }
        String listed = alternatives.stream().limit(LISTED).collect(Collectors.joining(", "));
        String more = alternatives.size() > LISTED ? ", …" : "";
        return (alternatives.size() == 1 ? " to " : " to one of ") + listed + more;
    }

    private static void addState(Findings findings, SubmissionQueue queue) {
        if (!queue.state().running()) {
            findings.never(
                    "Queue " + queue.name() + " is stopped and takes no applications.",
                    queue.state().key(),
                    "Set " + queue.state().key() + " to RUNNING, or " + QUEUE + " to another queue.");
            return;
        }
        addAccess(findings, queue);
    }

    private static void addAccess(Findings findings, SubmissionQueue queue) {
        SubmissionQueue.Access access = queue.access();
        if (access.permission() == Permission.NO) {
            findings.never(
                    access.user() + " may not submit to queue " + queue.name() + " (" + access.key() + ").",
                    access.key(),
                    "Add " + access.user() + " to " + access.key() + ", or set " + QUEUE + " to another queue.");
            return;
        }
        if (access.permission() == Permission.UP_TO_GROUPS) {
            findings.admit("Whether " + access.user() + " may submit to queue " + queue.name() + " is up to groups ("
                    + access.key() + "), and those of " + access.user() + " could not be looked up.");
        }
        switch (queue.standing()) {
            case ON_DEMAND ->
                findings.admit(
                        "There is no queue " + queue.name() + " yet; the scheduler makes it when it is asked for.");
            case UNKNOWN ->
                findings.admit(
                        queue.alternatives().isEmpty()
                                ? "Whether there is a queue " + queue.name() + " is not known."
                                : "There is no queue " + queue.name()
                                        + " yet; whether the scheduler makes it when it is asked for is not known.");
            case LEAF, PARENT, MISSING, AMBIGUOUS, BY_RULE ->
                findings.admit("Queue " + queue.name() + " takes applications"
                        + (access.permission() == Permission.YES ? " of " + access.user() : "") + ".");
        }
    }
}
