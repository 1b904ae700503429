package io.parley.mesos.negotiation;

import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.mesos.state.KnownTask;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task that was launched and is not known to have ended. Not thread-safe; time is a parameter. */
final class HeldTask {

    private final @Nullable TrackedDemand<GrantedTask> demand;
    private final Duration launchedAt;
    private KnownTask known;
    private TaskNews.Heard heard = TaskNews.Heard.NOTHING;
    private @Nullable Duration doubtfulSince;
    private String doubt = "";
    private boolean ending;
    private Optional<Duration> grace = Optional.empty();
    private Duration nextKill = Duration.ZERO;
    private int kills;

    /**
     * Holds a task.
     *
     * @param demand what it is for; nothing for a task that nobody wants or that nobody has claimed yet
     */
    HeldTask(KnownTask known, @Nullable TrackedDemand<GrantedTask> demand, Duration now) {
        this.known = known;
        this.demand = demand;
        this.launchedAt = now;
        if (known.phase() == KnownTask.Phase.RUNNING) {
            heard = TaskNews.Heard.ALIVE;
        }
    }

    KnownTask known() {
        return known;
    }

    void known(KnownTask changed) {
        known = changed;
    }

    String id() {
        return known.id();
    }

    @Nullable
    TrackedDemand<GrantedTask> demand() {
        return demand;
    }

    Duration launchedAt() {
        return launchedAt;
    }

    TaskNews.Heard heard() {
        return heard;
    }

    void alive() {
        heard = TaskNews.Heard.ALIVE;
        doubtfulSince = null;
        doubt = "";
    }

    void doubtful(TaskNews.Doubtful news, Duration now) {
        if (news.agent() == TaskNews.AgentFate.REMOVED) {
            heard = TaskNews.Heard.AGENT_REMOVED;
        }
        if (doubtfulSince == null) {
            doubtfulSince = now;
        }
        doubt = news.why();
    }

    boolean isDoubtful() {
        return doubtfulSince != null;
    }

    boolean isDoubtfulFor(Duration limit, Duration now) {
        return doubtfulSince != null && now.minus(doubtfulSince).compareTo(limit) >= 0;
    }

    /** Gives why it is in doubt. */
    String doubt() {
        return doubt;
    }

    /** Wants its end, at once and again until it has ended. */
    void end(Optional<Duration> within, Duration now) {
        ending = true;
        grace = within;
        nextKill = now;
        kills = 0;
    }

    boolean isToKill(Duration now) {
        return ending && now.compareTo(nextKill) >= 0;
    }

    Optional<Duration> grace() {
        return grace;
    }

    /** Counts one more KILL; the next one is due later. */
    void killed(BackOff backOff, Duration now) {
        kills++;
        nextKill = now.plus(backOff.delay(kills)).plus(grace.orElse(Duration.ZERO));
    }
}
