package io.parley.yarn.negotiation;

import io.parley.api.verdict.Verdict;

/** A container is not what was asked for, or no plan fits it. */
final class UnusableGrantException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    UnusableGrantException(Verdict verdict) {
        super(verdict.statement());
        this.verdict = verdict;
    }

    Verdict verdict() {
        return verdict;
    }
}
