package io.parley.mesos.negotiation;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tasks of which the master has to tell how they are. It answers at once, or not at all while an agent has not come
 * back, so it is asked again, ever more seldom, until it has told all. Time is a parameter. Not thread-safe.
 */
final class Reconciliation {

    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Set<String> unanswered = new LinkedHashSet<>();
    private Duration next = Duration.ZERO;
    /** When was asked; long before anything else at first. */
    private Duration last = BACK_OFF.delay(1).negated();

    private int tries;

    /** Asks about tasks at once, and about all others again too. */
    void begin(Iterable<String> tasks, Duration now) {
        tasks.forEach(unanswered::add);
        tries = 0;
        next = now;
    }

    /** Asks about a task too, with the next question; at once where nothing was asked of late. */
    void add(String task, Duration now) {
        if (unanswered.isEmpty() && now.compareTo(next) >= 0) {
            tries = 0;
            next = now;
        }
        unanswered.add(task);
    }

    /**
     * Asks about a task of which there is news; at once where nothing was asked within the shortest wait, however long
     * others have been waiting for an answer.
     */
    void news(String task, Duration now) {
        unanswered.add(task);
        tries = 0;
        Duration soonest = last.plus(BACK_OFF.delay(1));
        if (soonest.compareTo(now) < 0) {
            soonest = now;
        }
        if (soonest.compareTo(next) < 0) {
            next = soonest;
        }
    }

    void answered(String task) {
        unanswered.remove(task);
    }

    boolean isOver() {
        return unanswered.isEmpty();
    }

    /** Gives the tasks to ask about now, may be none. */
    List<String> due(Duration now) {
        if (unanswered.isEmpty() || now.compareTo(next) < 0) {
            return List.of();
        }
        tries++;
        last = now;
        next = now.plus(BACK_OFF.delay(tries));
        return List.copyOf(unanswered);
    }
}
