package io.parley.api.environment;

import io.parley.api.verdict.Verdict;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sound plan that an environment cannot hold or express. */
public final class ResourceTranslationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String intent;
    private final transient Verdict verdict;

    /**
     * Makes the exception.
     *
     * @param intent what could not be done, for instance {@code Cannot fit Total Process Memory 9216 MiB into a YARN
     *     container}
     * @param verdict why, with both amounts, the key and the cure
     */
    public ResourceTranslationException(String intent, Verdict verdict) {
        this(intent, verdict, null);
    }

    /**
     * Makes the exception with the failure that told it.
     *
     * @param intent what could not be done
     * @param verdict why, with both amounts, the key and the cure
     * @param cause the failure, if any
     */
    public ResourceTranslationException(String intent, Verdict verdict, @Nullable Throwable cause) {
        super(message(intent, verdict), cause);
        this.intent = intent;
        this.verdict = verdict;
    }

    private static String message(String intent, Verdict verdict) {
        return intent + ": " + verdict.statement()
                + verdict.cure().map(cure -> " " + cure).orElse("");
    }

    /**
     * Refuses what an environment has no words for.
     *
     * @param environment the environment's name
     * @param what what was asked for, with its amount
     * @param cure what to do
     * @return the exception to throw
     */
    public static ResourceTranslationException inexpressible(String environment, String what, String cure) {
        return new ResourceTranslationException(
                "Cannot ask " + environment + " for " + what,
                new Verdict(
                        Verdict.Outcome.NEVER,
                        "the environment cannot express it.",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(cure),
                        List.of()));
    }

    /**
     * Gives what could not be done.
     *
     * @return the beginning of the message, without a full stop
     */
    public String intent() {
        return intent;
    }

    /**
     * Gives the reasons as data.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        return verdict;
    }
}
