package io.parley.yarn.sizing;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A setting with which a ResourceManager would not start, or not as it was meant; names the key. */
public final class MalformedSettingException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * Makes the exception.
     *
     * @param key the key
     * @param reason what is wrong with its value and what to write; whole sentences
     */
    MalformedSettingException(String key, String reason) {
        this(key, reason, null);
    }

    /**
     * Makes the exception with the failure that told it.
     *
     * @param key the key
     * @param reason what is wrong with its value and what to write; whole sentences
     * @param cause the failure, if any
     */
    MalformedSettingException(String key, String reason, @Nullable Throwable cause) {
        super("Cannot use " + key + ": " + reason, cause);
        this.key = key;
    }

    /**
     * Gives the key.
     *
     * @return the key whose value is wrong
     */
    public String key() {
        return key;
    }
}
