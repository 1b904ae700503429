package io.parley.examples.benchmarks.yarn;

/**
 * What one side needed for a number of containers. Immutable.
 *
 * @param containers the number
 * @param nanos from the first ask until the last container was matched, or counted
 * @param heartbeats heartbeats of the application master in that time
 * @param costs what its threads used in that time
 * @param released containers that it gave back
 * @param excess containers that it still held beyond the number when all had come to rest
 * @param liveBytes the heap of the whole process while the containers are held, after a collection
 */
record Measured(
        int containers, long nanos, long heartbeats, ThreadCosts costs, long released, int excess, long liveBytes) {

    double cpuNanosPerContainer() {
        return (double) costs.cpuNanos() / containers;
    }

    double bytesPerContainer() {
        return (double) costs.allocatedBytes() / containers;
    }
}
