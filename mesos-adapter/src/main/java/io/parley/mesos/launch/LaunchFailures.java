package io.parley.mesos.launch;

import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessExit;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.negotiation.GrantedTask;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said where a launch comes to nothing: why, and the cure. Pure.
 *
 * @param process the kind of process
 * @param within how long the launch might take
 */
record LaunchFailures(String process, Duration within) {

    /** Of a task that ended early without more to say about it. */
    private static final String AT_ITS_START = "its task ended at its start. Check that the agent has the Flink of"
            + " parley.mesos.flink-home and the Java of env.java.home, and can fetch what"
            + " mesos.resourcemanager.tasks.uris name. It ended:";

    static LaunchFailures of(LaunchRequest request) {
        return new LaunchFailures(request.requirements().plan().process().toString(), request.startTimeout());
    }

    private String intent() {
        return "Cannot launch the " + process + " on Mesos: ";
    }

    private static LaunchFailedException failure(String message) {
        return new LaunchFailedException(message, (Throwable) null);
    }

    private String inTime() {
        return " within " + within.toSeconds() + " s.";
    }

    /** A master, or the client, does not let anybody subscribe. */
    LaunchFailedException notLetIn(MasterAddress masters, String why) {
        return failure("Cannot launch on the Mesos of " + masters + ". " + why);
    }

    /** No master took the subscription. */
    LaunchFailedException notSubscribed(MasterAddress masters, String lastWord) {
        return failure("Cannot launch on the Mesos of " + masters + ": no master took the subscription" + inTime()
                + last(lastWord) + " Look at " + MasterAccess.MASTER + ", or raise the time to wait.");
    }

    private static String last(String word) {
        return word.isEmpty() ? "" : " The last word was: " + word;
    }

    /**
     * No task ran.
     *
     * @param taken the task that was taken of an offer
     * @param explanation why nothing was taken, where it was not
     */
    LaunchFailedException late(Optional<GrantedTask> taken, String lastWord, String explanation) {
        String why =
                taken.map(granted -> "the task " + granted + " does not run").orElse("nothing was taken of an offer");
        String more = taken.isPresent()
                ? " Look at its agent, or raise the time to wait."
                : "\n" + explanation + "\nAsk for less, or free something.";
        return failure(intent() + why + inTime() + last(lastWord) + more);
    }

    /** The demand came to nothing for a reason of its own. */
    LaunchFailedException refused(@Nullable String why) {
        return failure(intent() + why);
    }

    /** The task ended before it was what was asked for. */
    LaunchFailedException died(ProcessExit exit) {
        return new LaunchFailedException(intent() + AT_ITS_START, exit);
    }

    /**
     * The same, of a JobManager.
     *
     * @param answer who answered last at its REST endpoint
     */
    LaunchFailedException died(ProcessExit exit, URI rest, RestEndpoint.Answer answer) {
        return answer == RestEndpoint.Answer.ANOTHERS
                ? new LaunchFailedException(
                        intent() + "its task ended at its start, and " + held(rest) + ". It ended:", exit)
                : died(exit);
    }

    private static String held(URI rest) {
        return "what answers at " + rest + " is another process, which holds the port. End that one, or keep its port"
                + " out of those that the agent offers";
    }

    /**
     * The JobManager did not answer in time.
     *
     * @param answer who answered last at its REST endpoint
     */
    LaunchFailedException unanswered(GrantedTask task, URI rest, RestEndpoint.Answer answer, String sandbox) {
        String why = answer == RestEndpoint.Answer.ANOTHERS
                ? held(rest)
                : "its REST endpoint at " + rest + " does not answer" + inTime() + " Raise the time to wait";
        return failure(intent() + "its task " + task + " runs, but " + why + ", or look into its sandbox: " + sandbox);
    }
}
