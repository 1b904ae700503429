package io.parley.mesos.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.mesos.negotiation.FrameworkOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.jspecify.annotations.Nullable;

/**
 * How long a master keeps the framework of a launch that is not there any more. Where neither
 * {@code mesos.failover-timeout} is set nor a file keeps the framework's id, nobody could come back to it: it is kept
 * for minutes, until the process is detached. Immutable.
 *
 * @param attached while the launch follows its process, for the case that it is killed
 * @param detached once the process is left to itself
 * @param file where the framework's id and tasks are kept
 */
record FrameworkKeeping(Duration attached, Duration detached, Optional<String> file) {

    private static final String TIMEOUT = "mesos.failover-timeout";

    /** As long as a negotiator doubts that a task has ended; a master may be away and another one elected meanwhile. */
    private static final Duration UNKNOWN = Duration.ofMinutes(5);

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException if the timeout is negative or cannot be read; the message names the key
     */
    static FrameworkKeeping of(FlinkConfiguration configuration) {
        Duration usual = FrameworkOptions.failoverTimeout(configuration);
        Optional<String> file = configuration.value(StateFile.KEY).filter(name -> !name.isBlank());
        boolean chosen = configuration.contains(TIMEOUT) || file.isPresent();
        return new FrameworkKeeping(chosen ? usual : UNKNOWN, usual, file);
    }

    /** Gives a framework that is kept as long as a launch that may be killed wants it. */
    FrameworkInfo of(FrameworkInfo framework) {
        return framework.toBuilder()
                .setFailoverTimeout(attached.toMillis() / 1000.0)
                .build();
    }

    /** Tells who has subscribed and what becomes of it where nobody ends it. */
    String subscribed(String framework) {
        return "subscribed as framework " + framework
                + file.map(name -> ", kept in " + name).orElse("")
                + "; should this process be killed, the master ends it after " + attached.toSeconds() + " s ("
                + TIMEOUT + ")";
    }

    /**
     * Tells what is left of a detached launch and how to end it.
     *
     * @param kept how long the master keeps it; empty where it was not told of any other time than before
     */
    String left(String framework, @Nullable URI master, Optional<Duration> kept) {
        return "left to itself, the framework " + framework
                + file.map(name -> " of " + name).orElse("")
                + " goes on for " + kept.orElse(attached).toSeconds() + " s (" + TIMEOUT + ")"
                + (kept.isEmpty() && !attached.equals(detached)
                        ? ", for the master was not told of " + detached.toSeconds() + " s"
                        : "")
                + ". To end it before: curl -d frameworkId=" + framework + " "
                + (master == null ? "http://MASTER" : master.getScheme() + "://" + master.getRawAuthority())
                + "/master/teardown";
    }
}
