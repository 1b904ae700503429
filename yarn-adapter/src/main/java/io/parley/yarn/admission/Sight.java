package io.parley.yarn.admission;

/** How much of the applications in a queue a user was told of. */
public enum Sight {
    /** Every application, and where its master runs. */
    EVERYTHING,
    /** Every application, but not where each of their masters runs. */
    SOME_MASTERS,
    /** Not every application: access control lists may hide those of others. */
    SOME_APPLICATIONS
}
