package io.parley.mesos.negotiation;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.HostBlame;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/** What an update of a task's state means. Immutable. */
sealed interface TaskNews {

    /** The agent or the master has the task; it does not run yet, or is being ended. */
    record Alive() implements TaskNews {}

    /** It runs. */
    record Running() implements TaskNews {}

    /** It was never launched, through no fault of its own: it is asked for again at once. */
    record NeverLaunched(ProcessExit exit) implements TaskNews {}

    /** It ended. */
    record Ended(ProcessExit exit, HostBlame blame) implements TaskNews {}

    /**
     * Nobody can tell whether it lives. It may come back, so nothing is decided yet.
     *
     * @param agent what is known about its agent
     */
    record Doubtful(AgentFate agent, String why) implements TaskNews {}

    /** What is known about an agent whose tasks are in doubt. */
    enum AgentFate {
        /** It may come back. */
        UNKNOWN,
        /** The master has removed it. */
        REMOVED
    }

    /** How much of a task has been heard before. */
    enum Heard {
        /** Nothing since its launch was sent. */
        NOTHING,
        /** It was staged, started or ran. */
        ALIVE,
        /** It was alive, then the master removed its agent. */
        AGENT_REMOVED
    }

    /** What an executor of commands says of an exit status. */
    Pattern EXIT_STATUS = Pattern.compile("exited with status (\\d{1,3})");

    /**
     * Reads an update.
     *
     * @param heard what was heard of the task before
     */
    static TaskNews read(TaskStatus status, Heard heard) {
        return switch (status.getState()) {
            case TASK_STAGING, TASK_STARTING, TASK_KILLING -> new Alive();
            case TASK_RUNNING -> new Running();
            case TASK_FINISHED -> new Ended(exit(ExitReason.COMPLETED, status), HostBlame.CLEARED);
            case TASK_KILLED -> new Ended(exit(ExitReason.KILLED, status), HostBlame.CLEARED);
            case TASK_FAILED -> failed(status);
            // The master does not take the task; no agent has seen it.
            case TASK_ERROR -> new Ended(exit(ExitReason.NOT_STARTED, status), HostBlame.CLEARED);
            case TASK_DROPPED -> dropped(status);
            case TASK_LOST -> lost(status, heard);
            case TASK_GONE, TASK_GONE_BY_OPERATOR -> gone(status, heard);
            case TASK_UNREACHABLE -> new Doubtful(AgentFate.UNKNOWN, why(status));
            case TASK_UNKNOWN -> unknown(status, heard);
        };
    }

    private static TaskNews failed(TaskStatus status) {
        ExitReason reason = switch (status.getReason()) {
            case REASON_CONTAINER_LIMITATION_MEMORY -> ExitReason.MEMORY_EXCEEDED;
            case REASON_CONTAINER_PREEMPTED -> ExitReason.PREEMPTED;
            case REASON_CONTAINER_LAUNCH_FAILED,
                    REASON_EXECUTOR_REGISTRATION_TIMEOUT,
                    REASON_TASK_KILLED_DURING_LAUNCH -> ExitReason.NOT_STARTED;
            case REASON_AGENT_REMOVED, REASON_AGENT_RESTARTED, REASON_AGENT_UNKNOWN -> ExitReason.HOST_LOST;
            default -> ExitReason.FAILED;
        };
        return new Ended(exit(reason, status), HostBlame.SUSPECTED);
    }

    /** Between the master and the agent the launch was dropped. */
    private static TaskNews dropped(TaskStatus status) {
        return switch (status.getReason()) {
            case REASON_INVALID_OFFERS,
                    REASON_AGENT_DISCONNECTED,
                    REASON_AGENT_REMOVED,
                    REASON_AGENT_RESTARTED,
                    REASON_AGENT_UNKNOWN,
                    REASON_AGENT_DRAINING,
                    REASON_MASTER_DISCONNECTED,
                    REASON_RECONCILIATION -> new NeverLaunched(exit(ExitReason.NOT_STARTED, status));
            default -> new Ended(exit(ExitReason.NOT_STARTED, status), HostBlame.SUSPECTED);
        };
    }

    /** What the master says in the place of a more exact state, or of an agent that left in order. */
    private static TaskNews lost(TaskStatus status, Heard heard) {
        if (heard == Heard.NOTHING || status.getReason() == TaskStatus.Reason.REASON_INVALID_OFFERS) {
            return new NeverLaunched(exit(ExitReason.NOT_STARTED, status));
        }
        if (heard == Heard.AGENT_REMOVED && status.getReason() == TaskStatus.Reason.REASON_RECONCILIATION) {
            return hostLost(status);
        }
        return new Doubtful(fate(status), why(status));
    }

    private static TaskNews gone(TaskStatus status, Heard heard) {
        boolean answer = status.getReason() == TaskStatus.Reason.REASON_RECONCILIATION
                && status.getState() == TaskState.TASK_GONE;
        if (heard == Heard.NOTHING) {
            return new NeverLaunched(exit(ExitReason.NOT_STARTED, status));
        }
        // The agent is there and does not know the task: its end was told to nobody.
        return answer ? new Ended(exit(ExitReason.UNKNOWN, status), HostBlame.CLEARED) : hostLost(status);
    }

    private static TaskNews unknown(TaskStatus status, Heard heard) {
        return switch (heard) {
            case NOTHING -> new NeverLaunched(exit(ExitReason.NOT_STARTED, status));
            case AGENT_REMOVED -> hostLost(status);
            case ALIVE -> new Doubtful(AgentFate.UNKNOWN, why(status));
        };
    }

    private static TaskNews hostLost(TaskStatus status) {
        return new Ended(exit(ExitReason.HOST_LOST, status), HostBlame.CLEARED);
    }

    private static AgentFate fate(TaskStatus status) {
        return status.getReason() == TaskStatus.Reason.REASON_AGENT_REMOVED
                        && status.getSource() == TaskStatus.Source.SOURCE_MASTER
                ? AgentFate.REMOVED
                : AgentFate.UNKNOWN;
    }

    /** Gives the state, the reason and the message as Mesos says them. */
    static String why(TaskStatus status) {
        String reason = status.hasReason() ? ", " + status.getReason() : "";
        String message = status.getMessage().strip();
        return status.getState() + reason + (message.isEmpty() ? "" : ": " + message);
    }

    private static ProcessExit exit(ExitReason reason, TaskStatus status) {
        OptionalInt exitStatus = OptionalInt.empty();
        Matcher matcher = EXIT_STATUS.matcher(status.getMessage());
        if (matcher.find()) {
            exitStatus = OptionalInt.of(Integer.parseInt(matcher.group(1)));
        }
        return new ProcessExit(reason, exitStatus, why(status), List.of());
    }
}
