package io.parley.yarn.admission;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many applications there may be at the same time. Immutable.
 *
 * @param holder whose applications are counted, for instance {@code queue root.default}
 * @param user the user whose applications are counted; empty for those of everybody
 * @param most the most that there may be; none at all where it is below 1
 * @param key the key that says so
 * @param now how many there are at least; empty where that is not known
 */
public record ApplicationLimit(String holder, Optional<String> user, long most, String key, OptionalLong now) {

    /** Gives the same limit with what a ResourceManager tells of the queue. */
    ApplicationLimit counted(ResourceManagerAnswers answers) {
        long count = answers.owners().stream()
                .filter(owner -> user.isEmpty() || user.get().equals(owner))
                .count();
        return new ApplicationLimit(holder, user, most, key, OptionalLong.of(count));
    }
}
