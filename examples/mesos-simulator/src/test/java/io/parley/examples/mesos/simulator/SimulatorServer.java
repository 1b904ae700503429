package io.parley.examples.mesos.simulator;

import java.io.IOException;
import java.io.OutputStream;

/** A simulated master that plays the live one for tests of other processes, until its input ends. */
final class SimulatorServer {

    private SimulatorServer() {}

    /** Writes its address in one line; the argument says how many times faster than by the clock its time passes. */
    public static void main(String[] arguments) throws IOException {
        double factor = arguments.length == 0 ? 1 : Double.parseDouble(arguments[0]);
        try (MesosSimulator simulator =
                MesosSimulator.start(SimulatorSettings.usual().onFreePorts().faster(factor))) {
            System.out.println(simulator.address());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
