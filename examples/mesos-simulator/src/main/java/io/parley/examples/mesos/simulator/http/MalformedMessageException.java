package io.parley.examples.mesos.simulator.http;

/** A body is not a message of its format; the text is what Mesos answers. */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }

    MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
