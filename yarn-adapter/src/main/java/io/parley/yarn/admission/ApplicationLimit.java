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
 * @param beyond what becomes of one more
 * @param now how many there are at least; empty where that is not known
 */
public record ApplicationLimit(
        String holder, Optional<String> user, long most, String key, Beyond beyond, OptionalLong now) {

    /** What becomes of an application that is one too many. */
    public enum Beyond {
        /** It waits until others end. */
        WAITS,
        /** Its submission is refused; one after others have ended is not. */
        REFUSED
    }

    /**
     * Gives the same limit with what a ResourceManager tells of the queue. Elsewhere there may be more applications of
     * the holder, so that they are counted only where those of the queue are too many already.
     *
     * @param queue the queue that was asked about, as the holder names it
     */
    ApplicationLimit counted(String queue, ResourceManagerAnswers answers) {
        long count = answers.owners().stream()
                .filter(owner -> user.isEmpty() || user.get().equals(owner))
                .count();
        boolean isAll = answers.sight() != Sight.SOME_APPLICATIONS && user.isEmpty() && holder.equals("queue " + queue);
        return new ApplicationLimit(
                holder,
                user,
                most,
                key,
                beyond,
                isAll || count >= most ? OptionalLong.of(count) : OptionalLong.empty());
    }
}
