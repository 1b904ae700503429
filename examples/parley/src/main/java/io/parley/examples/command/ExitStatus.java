package io.parley.examples.command;

/** What the command tells the shell. */
final class ExitStatus {

    /** It is done. */
    static final int DONE = 0;

    /** It was refused or it failed; the reason is on standard error. */
    static final int REFUSED = 1;

    /** The options are wrong. */
    static final int WRONG_USAGE = 2;

    private ExitStatus() {}
}
