package io.parley.mesos.json;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A text is not JSON, or not the JSON of the message that it should be. */
public final class MalformedJsonException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    MalformedJsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
