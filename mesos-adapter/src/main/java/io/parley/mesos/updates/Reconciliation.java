package io.parley.mesos.updates;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * Asks for the states of tasks until each has been told: the explicit reconciliation of Mesos. Not thread-safe; time is
 * a parameter, since any fixed moment.
 *
 * <p>A master that was started again says nothing about tasks whose agent is not back yet, so one question is not
 * enough.
 */
public final class Reconciliation {

    private final BackOff backOff;
    private final LinkedHashMap<TaskID, Optional<AgentID>> open = new LinkedHashMap<>();
    private int asked;
    private Duration next = Duration.ZERO;

    /**
     * Asks for nothing yet.
     *
     * @param backOff how long to wait for answers before what is still open is asked for again
     */
    public Reconciliation(BackOff backOff) {
        this.backOff = backOff;
    }

    /**
     * Begins anew, as after every subscription.
     *
     * @param tasks the tasks whose states matter, each with its agent where that is known
     * @param now the present
     */
    public void begin(Map<TaskID, Optional<AgentID>> tasks, Duration now) {
        open.clear();
        open.putAll(tasks);
        asked = 0;
        next = now;
    }

    /** Asks for nothing more, as when the subscription is lost. */
    public void stop() {
        open.clear();
    }

    /**
     * An update came, whatever caused it: the state of its task is known.
     *
     * @param task the task
     */
    public void answered(TaskID task) {
        open.remove(task);
    }

    /**
     * Gives the question to send now.
     *
     * @param now the present
     * @param random from 0 to 1, for the jitter of the next one
     * @return a RECONCILE call without a framework id, or nothing if none is due
     */
    public Optional<Call> due(Duration now, double random) {
        if (open.isEmpty() || now.compareTo(next) < 0) {
            return Optional.empty();
        }
        asked++;
        next = now.plus(backOff.delay(asked, random));
        Call.Reconcile.Builder question = Call.Reconcile.newBuilder();
        open.forEach((task, agent) -> {
            Call.Reconcile.Task.Builder one = question.addTasksBuilder().setTaskId(task);
            agent.ifPresent(one::setAgentId);
        });
        return Optional.of(Call.newBuilder()
                .setType(Call.Type.RECONCILE)
                .setReconcile(question)
                .build());
    }

    /**
     * Tells when to ask for {@link #due} again.
     *
     * @return the moment, or nothing if everything is answered
     */
    public Optional<Duration> next() {
        return open.isEmpty() ? Optional.empty() : Optional.of(next);
    }

    /**
     * Tells how often was asked since the beginning.
     *
     * @return the number of questions
     */
    public int questions() {
        return asked;
    }

    /**
     * Tells what nobody has told yet.
     *
     * @return the tasks, unmodifiable
     */
    public Set<TaskID> unanswered() {
        return Set.copyOf(open.keySet());
    }
}
