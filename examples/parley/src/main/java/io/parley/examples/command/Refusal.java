package io.parley.examples.command;

import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.examples.batch.BatchFailedException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that says all a user needs to know, so that no stack trace is shown. Immutable.
 *
 * @param reason the reason for people
 * @param problems the same for programs, at least one
 */
record Refusal(String reason, List<Problem> problems) {

    /** Copies the list. */
    Refusal {
        problems = List.copyOf(problems);
    }

    /**
     * One problem.
     *
     * @param message what is wrong and the cure
     * @param keys the keys that are part of it, may be empty
     */
    record Problem(String message, List<String> keys) {

        /** Copies the list. */
        Problem {
            keys = List.copyOf(keys);
        }
    }

    /** Gives the refusal that a failure stands for; empty for one that nobody expected. */
    static Optional<Refusal> of(Exception failure) {
        String reason = message(failure);
        if (failure instanceof MemoryConfigurationException contradictory) {
            return Optional.of(new Refusal(
                    reason,
                    contradictory.problems().stream()
                            .map(problem -> new Problem(problem.message(), problem.keys()))
                            .toList()));
        }
        if (failure instanceof ResourceTranslationException inexpressible) {
            return Optional.of(new Refusal(
                    reason,
                    List.of(new Problem(
                            reason, inexpressible.verdict().key().map(List::of).orElse(List.of())))));
        }
        // Their subclasses come from slips, for instance NumberFormatException, and do not speak to users.
        if (failure.getClass() == IllegalArgumentException.class
                || failure.getClass() == IllegalStateException.class
                || failure instanceof LaunchFailedException
                || failure instanceof BatchFailedException) {
            return Optional.of(new Refusal(reason, List.of(new Problem(reason, List.of()))));
        }
        return Optional.empty();
    }

    private static String message(Exception failure) {
        @Nullable String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
