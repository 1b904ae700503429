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
    private final List<Call> waiting = new ArrayList<>();

    OfferFlow(ClientOptions.Throttle throttle, Duration now) {
        this.bucket = new TokenBucket(throttle.burst(), throttle.interval(), now);
    }

    static boolean concerns(Call call) {
        return call.getType() == Call.Type.SUPPRESS || call.getType() == Call.Type.REVIVE;
    }

    /**
     * Takes a call in.
     *
     * @return the calls that it replaces, which will never be sent
     */
    List<Call> add(Call call) {
        List<String> roles = roles(call);
        List<Call> replaced = waiting.stream()
                .filter(one -> roles.isEmpty() || (!roles(one).isEmpty() && roles.containsAll(roles(one))))
                .toList();
        waiting.removeAll(replaced);
        waiting.add(call);
        return replaced;
    }

    /** The next call that may be sent now. */
    Optional<Call> next(Duration now) {
        return !waiting.isEmpty() && bucket.take(now) ? Optional.of(waiting.remove(0)) : Optional.empty();
    }

    /** How long until the next call may be sent; nothing if none waits. */
    Optional<Duration> untilNext(Duration now) {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(bucket.untilNext(now));
    }

    /** Forgets the waiting calls. */
    List<Call> clear() {
        List<Call> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    private static List<String> roles(Call call) {
        return call.getType() == Call.Type.SUPPRESS
                ? call.getSuppress().getRolesList()
                : call.getRevive().getRolesList();
    }
}
