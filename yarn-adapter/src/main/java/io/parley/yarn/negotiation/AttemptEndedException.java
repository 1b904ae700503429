package io.parley.yarn.negotiation;

import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * YARN does not know this attempt of the application any more.
 *
 * <p>Hadoop's own exception for it is told in the thread of the heartbeats under a lock that also the end of the client
 * needs, so a listener that waits for whoever closes the client would wait for ever.
 */
final class AttemptEndedException extends YarnException {

    private static final long serialVersionUID = 1L;

    AttemptEndedException(Throwable cause) {
        super("YARN does not know this attempt of the application any more.", cause);
    }
}
