package io.parley.yarn.negotiation;

import java.time.Duration;

/**
 * Tells which of many troubles with YARN are worth telling: the first one, and while it lasts another one whenever
 * twice as much time has passed. Not thread-safe; time is a parameter.
 */
final class TroubleEcho {

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofHours(1);

    private Duration toldAt = Duration.ZERO;
    private Duration wait = Duration.ZERO;
    private long answered = -1;

    /**
     * Enters a trouble.
     *
     * @param heartbeat the last heartbeat that was answered; a new one since the last trouble ends that
     * @return whether it is worth telling
     */
    boolean isNews(long heartbeat, Duration now) {
        if (heartbeat != answered) {
            answered = heartbeat;
            // Trouble that comes and goes is told once a minute.
            wait = least(wait, FIRST);
        }
        if (now.minus(toldAt).compareTo(wait) < 0) {
            return false;
        }
        wait = wait.isZero() ? FIRST : least(wait.multipliedBy(2), MOST);
        toldAt = now;
        return true;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
