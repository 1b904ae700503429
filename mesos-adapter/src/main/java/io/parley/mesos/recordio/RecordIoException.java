package io.parley.mesos.recordio;

import java.io.IOException;
import java.io.Serial;

/** A stream is not RecordIO, or is larger or shorter than it may be. */
public sealed class RecordIoException extends IOException permits RecordTooLongException {

    @Serial
    private static final long serialVersionUID = 1;

    RecordIoException(String message) {
        super(message);
    }
}
