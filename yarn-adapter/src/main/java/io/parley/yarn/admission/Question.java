package io.parley.yarn.admission;

import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRulesReader;
import io.parley.yarn.sizing.SchedulerSettings;
import io.parley.yarn.sizing.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked about a cluster. Immutable.
 *
 * @param settings what the files of a client say
 * @param queue the queue to submit to, by its name or its full path
 * @param label the node label that is asked for
 * @param submitter who submits
 */
public record Question(SchedulerSettings settings, String queue, Optional<String> label, Submitter submitter) {

    /**
     * Gives the same question of another submitter.
     *
     * @param other who submits
     * @return the question
     */
    public Question of(Submitter other) {
        return new Question(settings, queue, label, other);
    }

    /** Gives the same question where the scheduler is another than the files say. */
    Question ofScheduler(SchedulerKind scheduler) {
        return new Question(
                new SchedulerSettings(
                        with(settings.yarn(), scheduler),
                        with(settings.capacity(), scheduler),
                        settings.fairAllocations(),
                        settings.certainty()),
                queue,
                label,
                submitter);
    }

    private static Map<String, String> with(Map<String, String> entries, SchedulerKind scheduler) {
        Map<String, String> changed = new HashMap<>(entries);
        changed.put(SchedulerRulesReader.SCHEDULER_CLASS, scheduler.className());
        return changed;
    }

    Settings yarn() {
        return new Settings(settings.yarn());
    }

    Settings capacity() {
        return new Settings(settings.capacity());
    }
}
