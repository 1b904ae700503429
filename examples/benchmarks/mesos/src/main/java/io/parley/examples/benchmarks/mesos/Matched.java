package io.parley.examples.benchmarks.mesos;

/**
 * What one side made of an instance. Immutable.
 *
 * @param nanos how long the decision took
 * @param served demands that got what they want
 * @param agents agents of which something is taken
 */
record Matched(long nanos, int served, int agents) {

    double demandsPerSecond(int demands) {
        return demands * 1e9 / nanos;
    }

    double millis() {
        return nanos / 1e6;
    }
}
