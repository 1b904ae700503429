package io.parley.examples.benchmarks.yarn;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * How long it takes until every demand of thousands holds its container, and what that costs, beside a loop that only
 * counts containers. Both take turns on one ResourceManager.
 *
 * @param nodes how many nodes are simulated
 * @param nodeHeartbeat the time between two heartbeats of a node, at each of which it is given one container
 * @param containers how many containers are asked for, in ascending order
 * @param rounds how often everything is measured
 * @param warmUps how often everything is run before, unmeasured
 */
record ScaleBenchmark(int nodes, Duration nodeHeartbeat, List<Integer> containers, int rounds, int warmUps) {

    /** What the command runs, but for the number of rounds. */
    static final ScaleBenchmark USUAL =
            new ScaleBenchmark(1000, Duration.ofMillis(500), List.of(500, 1000, 2000, 5000), 5, 1);

    /** Copies the list. */
    ScaleBenchmark {
        containers = List.copyOf(containers);
    }

    /**
     * Reads the options of the command.
     *
     * @param options the number of rounds, above zero; may be left out
     * @throws IllegalArgumentException if the number is none
     */
    static ScaleBenchmark of(String... options) {
        if (options.length == 0) {
            return USUAL;
        }
        if (options.length == 1 && options[0].matches("[1-9][0-9]{0,2}")) {
            return new ScaleBenchmark(
                    USUAL.nodes, USUAL.nodeHeartbeat, USUAL.containers, Integer.parseInt(options[0]), USUAL.warmUps);
        }
        throw new IllegalArgumentException("\"" + String.join(" ", options)
                + "\" is no number of rounds for yarn-scale. Give one from 1 to 999, or none for " + USUAL.rounds
                + ".");
    }

    /** What was measured for one number of containers, in every round. */
    record Rounds(List<Measured> bare, List<Measured> parley) {

        Rounds() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /**
     * Measures.
     *
     * @return the rounds by the number of containers
     */
    Map<Integer, Rounds> run() throws IOException, YarnException {
        Map<Integer, Rounds> results = new TreeMap<>();
        Asks asks = Asks.ofFourSizes();
        BareLoop bare = new BareLoop();
        ParleyNegotiator parley = new ParleyNegotiator();
        try (SimulatedCluster cluster = SimulatedCluster.start(nodes, nodeHeartbeat)) {
            for (int round = -warmUps; round < rounds; round++) {
                for (int number : containers) {
                    // Who comes first changes, for the garbage of one is collected in the time of the other.
                    boolean bareFirst = round % 2 == 0;
                    Measured first = run(bareFirst ? bare : parley, cluster, asks, number);
                    Measured second = run(bareFirst ? parley : bare, cluster, asks, number);
                    if (round >= 0) {
                        Rounds measured = results.computeIfAbsent(number, key -> new Rounds());
                        measured.bare().add(bareFirst ? first : second);
                        measured.parley().add(bareFirst ? second : first);
                    }
                }
            }
        }
        return results;
    }

    private static Measured run(Side side, SimulatedCluster cluster, Asks asks, int containers)
            throws IOException, YarnException {
        cluster.awaitIdle();
        return side.run(cluster, asks, containers);
    }
}
