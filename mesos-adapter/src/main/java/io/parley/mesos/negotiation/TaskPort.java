package io.parley.mesos.negotiation;

import io.parley.api.negotiation.TrackedDemand;
import io.parley.mesos.matching.Decline;
import io.parley.mesos.matching.Take;
import io.parley.mesos.state.FrameworkState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * What the books of a negotiator do to the outside, in the order of the calls, once the lock is given back. No call
 * waits. What is saved is on the disk before anything later is sent.
 */
interface TaskPort {

    /** Keeps a change beyond a crash. */
    void save(FrameworkState.Change change);

    /** Answers offers: launches, and declines the others. */
    void answer(Answer answer);

    /** Answers inverse offers. */
    void answerInverse(InverseAnswer answer);

    /** Tells the agent that an update was handled. */
    void acknowledge(TaskStatus status);

    /**
     * Ends a task.
     *
     * @param agent its agent, may be empty if unknown
     * @param grace how long it may take; empty for what its own policy says
     */
    void kill(String task, String agent, Optional<Duration> grace);

    /** Asks the master how tasks are; with no question, how all are that it knows. */
    void reconcile(List<Question> questions);

    /** Wants no offers. */
    void suppress();

    /** Wants offers, whatever was declined before. */
    void revive();

    /** A task to ask about, and its agent, which may be empty if unknown. */
    record Question(String task, String agent) {}

    /** A launch that is decided but for what runs. */
    record Launch(TrackedDemand<GrantedTask> demand, Take take, GrantedTask granted, TaskStarter starter) {}

    /**
     * The answer to all offers of one event.
     *
     * @param launches what is launched
     * @param declines what is declined
     * @param restRefusal how long not to be offered what is left where something is launched
     * @param retryRefusal how long not to be offered what was not used in the end
     */
    record Answer(List<Launch> launches, List<Decline> declines, Duration restRefusal, Duration retryRefusal) {

        /** Copies the lists. */
        public Answer {
            launches = List.copyOf(launches);
            declines = List.copyOf(declines);
        }
    }

    /**
     * The answer to all inverse offers of one event.
     *
     * @param accepted those of agents on which nothing wanted runs
     * @param declined the others
     * @param refusal how long not to be asked the same again
     */
    record InverseAnswer(List<OfferID> accepted, List<OfferID> declined, Duration refusal) {

        /** Copies the lists. */
        public InverseAnswer {
            accepted = List.copyOf(accepted);
            declined = List.copyOf(declined);
        }
    }
}
