package io.parley.examples.launch;

import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchListener;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows the steps of a launch with the time that each took. A launcher's phases are steps, and what it says within a
 * phase are details. Not thread-safe.
 */
final class LaunchSteps implements LaunchListener {

    private final LaunchOutput output;
    private final Set<Phase> ended = EnumSet.noneOf(Phase.class);
    private long began;
    private String lastSaid = "";
    private @Nullable Phase phase;

    LaunchSteps(LaunchOutput output) {
        this.output = output;
    }

    void begin(String step) {
        began = System.nanoTime();
        lastSaid = step;
        // It goes on with three dots.
        output.begin(step.endsWith(".") ? step.substring(0, step.length() - 1) : step);
    }

    void end(String result) {
        output.end(result, took());
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void onEvent(LaunchEvent event) {
        Phase current = event.phase();
        if (current == phase) {
            String said = event.message();
            output.detail(said.equals(lastSaid) ? said + " after " + took().toSeconds() + " s" : said);
            lastSaid = said;
        } else if (current == Phase.RUNNING) {
            endPhase(event.message());
        } else if (!ended.contains(current)) {
            endPhase(current == Phase.STOP ? "given up" : "done");
            phase = current;
            begin(event.message());
        }
    }

    /** Ends the phase that the launcher told last, if one is under way. */
    void endPhase(String result) {
        Phase current = phase;
        if (current != null) {
            ended.add(current);
            phase = null;
            end(result);
        }
    }
}
