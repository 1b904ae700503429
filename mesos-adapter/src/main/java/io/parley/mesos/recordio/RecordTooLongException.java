package io.parley.mesos.recordio;

import java.io.Serial;

/** A record is longer than it may be. */
public final class RecordTooLongException extends RecordIoException {

    @Serial
    private static final long serialVersionUID = 1;

    RecordTooLongException(String message) {
        super(message);
    }
}
