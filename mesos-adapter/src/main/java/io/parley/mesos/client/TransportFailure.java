package io.parley.mesos.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Why a call got no answer. Immutable.
 *
 * @param message a sentence without secrets
 * @param arrival whether the call may have arrived
 * @param cure whether trying again may help
 */
record TransportFailure(String message, Arrival arrival, Cure cure) {

    enum Arrival {
        /** There was no connection. */
        NEVER,
        /** The connection broke, or the answer did not come in time. */
        PERHAPS
    }

    enum Cure {
        /** The master may come back. */
        TIME,
        /** Something is set wrong. */
        SETTING
    }

    static TransportFailure of(URI master, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reached = "The Mesos master " + name(master) + " cannot be reached: ";
        if (cause instanceof ConnectException && causedBy(cause, UnresolvedAddressException.class)) {
            return never(reached + "the host name is unknown. Check the address (mesos.master).");
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return never(reached + "no connection came up in time. Check the address and firewalls (mesos.master).");
        }
        if (cause instanceof ConnectException) {
            return never(
                    reached + "the connection was refused. Check the port and that the master runs (mesos.master).");
        }
        if (cause instanceof SSLHandshakeException) {
            return new TransportFailure(
                    reached + "the TLS handshake failed (" + cause.getMessage()
                            + "). Check the trust store, and that the certificate names the host.",
                    Arrival.NEVER,
                    Cure.SETTING);
        }
        return cause instanceof HttpTimeoutException
                ? tooLate(master)
                : perhaps(
                        master,
                        "broke the connection off (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                                + ").");
    }

    static TransportFailure tooLate(URI master) {
        return perhaps(master, "gave no answer in time.");
    }

    private static TransportFailure perhaps(URI master, String why) {
        return new TransportFailure("The Mesos master " + name(master) + " " + why, Arrival.PERHAPS, Cure.TIME);
    }

    /** As people write a master. */
    static String name(URI master) {
        return master.getScheme() + "://" + master.getRawAuthority();
    }

    private static TransportFailure never(String message) {
        return new TransportFailure(message, Arrival.NEVER, Cure.TIME);
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
