package io.parley.mesos.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * Holds SUPPRESS and REVIVE back while they come too often. Not thread-safe; time is a parameter.
 *
 * <p>A call that waits is replaced by a later one about the same roles, or about all roles: only the last word counts.
 */
final class OfferFlow {

    private final TokenBucket bucket;
    private final List<Word> waiting = new ArrayList<>();

    /**
     * What was said about offers.
     *
     * @param call SUPPRESS or REVIVE; the same one may come again while it waits
     * @param done run when nothing more will happen to it
     */
    record Word(Call call, Runnable done) {}

    OfferFlow(ClientOptions.Throttle throttle, Duration now) {
        this.bucket = new TokenBucket(throttle.burst(), throttle.interval(), now);
    }

    static boolean concerns(Call call) {
        return call.getType() == Call.Type.SUPPRESS || call.getType() == Call.Type.REVIVE;
    }

    /**
     * Takes a word in.
     *
     * @return those that it replaces, which will never be sent
     */
    List<Word> add(Word word) {
        List<String> roles = roles(word.call());
        List<Word> replaced = waiting.stream()
                .filter(one ->
                        roles.isEmpty() || (!roles(one.call()).isEmpty() && roles.containsAll(roles(one.call()))))
                .toList();
        waiting.removeAll(replaced);
        waiting.add(word);
        return replaced;
    }

    /** The next one that may be sent now. */
    Optional<Word> next(Duration now) {
        return !waiting.isEmpty() && bucket.take(now) ? Optional.of(waiting.remove(0)) : Optional.empty();
    }

    /** How long until the next one may be sent; nothing if none waits. */
    Optional<Duration> untilNext(Duration now) {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(bucket.untilNext(now));
    }

    /** Forgets those that wait. */
    List<Word> clear() {
        List<Word> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    private static List<String> roles(Call call) {
        return call.getType() == Call.Type.SUPPRESS
                ? call.getSuppress().getRolesList()
                : call.getRevive().getRolesList();
    }
}
