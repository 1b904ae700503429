package io.parley.mesos.client;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a {@link MesosHttpClient} speaks to the masters. Immutable; its text never has a secret.
 *
 * @param encoding how calls and events are written
 * @param credentials who the framework is; none where the master does not ask
 * @param tls what masters are trusted over https; the JVM's own where none. Masters that ZooKeeper names are spoken to
 *     over https where one is set
 * @param waits how long to wait for what
 * @param bounds how much to hold
 * @param throttle how often offers are suppressed and revived
 * @param listener told what Mesos' own callbacks have no words for
 */
public record ClientOptions(
        ContentEncoding encoding,
        Optional<Credentials> credentials,
        Optional<SSLContext> tls,
        Waits waits,
        Bounds bounds,
        Throttle throttle,
        ClientListener listener) {

    /** Protobuf, no credentials, the JVM's trust, and waits and bounds for clusters of some ten thousand agents. */
    public static final ClientOptions DEFAULT = new ClientOptions(
            ContentEncoding.PROTOBUF,
            Optional.empty(),
            Optional.empty(),
            Waits.DEFAULT,
            Bounds.DEFAULT,
            Throttle.DEFAULT,
            ClientListener.NONE);

    /**
     * How long to wait for what. Immutable.
     *
     * @param connect for a connection, above zero
     * @param answer for the answer to a call, above zero
     * @param firstSubscription for the first subscription to succeed before the scheduler is told an error, above zero;
     *     after it, a lost master is looked for without end
     * @param missedHeartbeats how many heartbeats in a row may be missed before the client reconnects, above zero
     * @param backOff between tries, with jitter
     * @param close for calls under way and a callback under way when the client is closed, not negative
     */
    public record Waits(
            Duration connect,
            Duration answer,
            Duration firstSubscription,
            int missedHeartbeats,
            BackOff backOff,
            Duration close) {

        private static final Duration LONGEST = Duration.ofDays(100);

        /** 5 s for a connection, 20 s for an answer, 1 min for the first subscription, 3 heartbeats. */
        public static final Waits DEFAULT = new Waits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                3,
                new BackOff(Duration.ofMillis(250), Duration.ofSeconds(15)),
                Duration.ofSeconds(5));

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if a wait is not above zero (closing: negative) or longer than 100 days
         */
        public Waits {
            above(connect, "a connection");
            above(answer, "an answer");
            above(firstSubscription, "the first subscription");
            if (close.isNegative() || close.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("Closing waits from nothing to " + LONGEST + ", not " + close + ".");
            }
            if (missedHeartbeats < 1) {
                throw new IllegalArgumentException(
                        "At least one heartbeat has to be missed before a client reconnects, not " + missedHeartbeats
                                + ".");
            }
        }

        private static void above(Duration wait, String what) {
            if (wait.isNegative() || wait.isZero() || wait.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "The wait for " + what + " is above zero and at most " + LONGEST + ", not " + wait + ".");
            }
        }
    }

    /**
     * How much to hold. Immutable.
     *
     * @param eventBytes the most memory that an event may take while it is read, in bytes, above zero: its record, of
     *     which there are two for a moment, and the objects made of it, as estimated. An offer takes some 4 KB. An
     *     event that takes more ends the subscription; after several in a row the scheduler is told an error
     * @param backlogBytes how many bytes of memory events may take that wait for a slow scheduler before the client
     *     stops to read, above zero
     * @param queuedCalls how many calls may wait to be sent before {@code send} blocks, above zero
     */
    public record Bounds(int eventBytes, int backlogBytes, int queuedCalls) {

        /** 32 MiB, 1 MiB and 1024 calls. */
        public static final Bounds DEFAULT = new Bounds(32 << 20, 1 << 20, 1024);

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if a bound is not above zero
         */
        public Bounds {
            if (eventBytes < 1 || backlogBytes < 1 || queuedCalls < 1) {
                throw new IllegalArgumentException(
                        "Bounds are above zero, not " + eventBytes + ", " + backlogBytes + " and " + queuedCalls + ".");
            }
        }
    }

    /**
     * How often SUPPRESS and REVIVE are sent. Immutable.
     *
     * @param burst how many at once after a quiet time, above zero
     * @param interval after how long there may be one more, not negative
     */
    public record Throttle(int burst, Duration interval) {

        /** Ten at once, and one more every 5 s. */
        public static final Throttle DEFAULT = new Throttle(10, Duration.ofSeconds(5));

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if the burst is not above zero or the interval negative
         */
        public Throttle {
            if (burst < 1 || interval.isNegative()) {
                throw new IllegalArgumentException("A throttle lets at least one call pass and has no negative"
                        + " interval, not " + burst + " and " + interval + ".");
            }
        }
    }

    /**
     * The same with another encoding.
     *
     * @param other the encoding
     * @return the other options
     */
    public ClientOptions withEncoding(ContentEncoding other) {
        return new ClientOptions(other, credentials, tls, waits, bounds, throttle, listener);
    }

    /**
     * The same with credentials.
     *
     * @param other the credentials
     * @return the other options
     */
    public ClientOptions withCredentials(Credentials other) {
        return new ClientOptions(encoding, Optional.of(other), tls, waits, bounds, throttle, listener);
    }

    /**
     * The same with other trust.
     *
     * @param other what masters are trusted; see {@link TrustStore}
     * @return the other options
     */
    public ClientOptions withTls(SSLContext other) {
        return new ClientOptions(encoding, credentials, Optional.of(other), waits, bounds, throttle, listener);
    }

    /**
     * The same with other waits.
     *
     * @param other the waits
     * @return the other options
     */
    public ClientOptions withWaits(Waits other) {
        return new ClientOptions(encoding, credentials, tls, other, bounds, throttle, listener);
    }

    /**
     * The same with other bounds.
     *
     * @param other the bounds
     * @return the other options
     */
    public ClientOptions withBounds(Bounds other) {
        return new ClientOptions(encoding, credentials, tls, waits, other, throttle, listener);
    }

    /**
     * The same with another throttle.
     *
     * @param other the throttle
     * @return the other options
     */
    public ClientOptions withThrottle(Throttle other) {
        return new ClientOptions(encoding, credentials, tls, waits, bounds, other, listener);
    }

    /**
     * The same with another listener.
     *
     * @param other the listener
     * @return the other options
     */
    public ClientOptions withListener(ClientListener other) {
        return new ClientOptions(encoding, credentials, tls, waits, bounds, throttle, other);
    }
}
