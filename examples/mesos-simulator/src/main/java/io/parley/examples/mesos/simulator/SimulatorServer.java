package io.parley.examples.mesos.simulator;

import java.io.IOException;
import java.io.OutputStream;

/** A program that is a simulated master for others on this machine, until its input ends or it is ended itself. */
public final class SimulatorServer {

    private SimulatorServer() {}

    /**
     * Starts a simulator with the usual settings and writes its address in one line.
     *
     * @param arguments how many times faster than by the clock the cluster's time passes, above zero; 1 if not given
     * @throws IOException if the input cannot be read
     * @throws IllegalArgumentException if the number is none above zero
     */
    public static void main(String[] arguments) throws IOException {
        double factor = arguments.length == 0 ? 1 : Double.parseDouble(arguments[0]);
        try (MesosSimulator simulator =
                MesosSimulator.start(SimulatorSettings.usual().faster(factor))) {
            System.out.println(simulator.address());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
