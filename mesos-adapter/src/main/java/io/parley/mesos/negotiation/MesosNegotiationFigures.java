package io.parley.mesos.negotiation;

/**
 * How a negotiation stands. Immutable.
 *
 * @param held tasks that may live, those that nobody wants any more among them
 * @param offers offers that came
 * @param rescinded offers that were taken back
 * @param updates updates of tasks that came
 * @param duplicates updates among them that had come before
 * @param waiting whether any demand waits
 * @param subscribed whether there is a subscription
 * @param reconciled whether the master has told how every task is that it was asked about
 */
public record MesosNegotiationFigures(
        int held,
        long offers,
        long rescinded,
        long updates,
        long duplicates,
        boolean waiting,
        boolean subscribed,
        boolean reconciled) {}
