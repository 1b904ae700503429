package io.parley.examples.batch;

import java.io.IOException;
import java.io.Serial;

/** A batch that ended before its input did: the input could not be read or the results could not be written. */
public final class BatchFailedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    BatchFailedException(String message, IOException cause) {
        super(message, cause);
    }

    /** Gives what the system said, which some exceptions leave out. */
    static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
