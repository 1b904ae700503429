package io.parley.examples.mesos.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A simulated master that plays the live one for tests of other processes, until its input ends. It does what the lines
 * of its input say, as what {@code -Dparley.mesos.operator} names is told.
 */
public final class SimulatorServer {

    private SimulatorServer() {}

    /**
     * Writes its address in one line.
     *
     * @param arguments how many times faster than by the clock its time passes, and the host names of its agents; one
     *     agent in real time if there are none
     */
    public static void main(String[] arguments) throws IOException {
        double factor = arguments.length == 0 ? 1 : Double.parseDouble(arguments[0]);
        SimulatorSettings settings =
                SimulatorSettings.usual().onFreePorts().faster(factor).withAgents(agents(arguments));
        try (MesosSimulator simulator = MesosSimulator.start(settings);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(simulator.address());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                operate(simulator, line.split(" ", 2));
            }
        }
    }

    private static AgentDescription[] agents(String[] arguments) {
        Stream<String> hosts =
                arguments.length < 2 ? Stream.of("127.0.0.1") : Arrays.stream(arguments, 1, arguments.length);
        return hosts.map(host -> AgentDescription.of(host, 4, 4096, 4096).withAttribute("rack", "r1"))
                .toArray(AgentDescription[]::new);
    }

    /**
     * Does to a simulator what an operator does to a cluster.
     *
     * @param simulator the simulator
     * @param words what to do, and the agent's host name or the framework's id
     * @throws IllegalArgumentException if it is nothing that an operator does
     */
    public static void operate(MesosSimulator simulator, String... words) {
        switch (words[0]) {
            case "stop-master" -> simulator.masters().stop();
            case "start-master" -> simulator.masters().start();
            case "stop-agent" -> simulator.agents().partition(words[1]);
            case "start-agent" -> simulator.agents().comeBack(words[1]);
            case "remove-framework" -> simulator.removeFramework(words[1]);
            default -> throw new IllegalArgumentException("\"" + words[0] + "\" is nothing that an operator does.");
        }
    }
}
