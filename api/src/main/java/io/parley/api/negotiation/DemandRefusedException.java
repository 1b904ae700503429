package io.parley.api.negotiation;

import io.parley.api.verdict.Verdict;
import java.io.Serial;

/** A demand that will not be met, with the reason. */
public final class DemandRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    /**
     * Makes the exception.
     *
     * @param demand the demand's name
     * @param verdict why, with both amounts, the key and the cure
     */
    public DemandRefusedException(String demand, Verdict verdict) {
        super("Cannot get " + demand + ": " + verdict.statement()
                + verdict.cure().map(cure -> " " + cure).orElse(""));
        this.verdict = verdict;
    }

    /**
     * Gives the reason as data.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        return verdict;
    }
}
