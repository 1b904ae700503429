package io.parley.examples.mesos.simulator;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;

/**
 * Ports of this host that no other agent of a simulator offers and of which the first ones, which are taken first, are
 * free. Closing gives them back. Thread-safe.
 *
 * <p>Agents of Mesos offer their ports whether or not somebody listens there, and each has a host of its own. Those of
 * simulators share this one.
 */
final class PortWindow implements AutoCloseable {

    private static final int HIGHEST = 31900;
    private static final int LOWEST = 11000;
    private static final int SIZE = 100;
    private static final int LOOKED_AT = 20;

    private final DatagramSocket mark;
    private final int first;

    private PortWindow(DatagramSocket mark, int first) {
        this.mark = mark;
        this.first = first;
    }

    /**
     * Takes the highest window that is free.
     *
     * @throws IllegalStateException if there is none
     */
    static PortWindow reserve() {
        return reserve(HIGHEST, LOWEST);
    }

    /**
     * Takes the highest window that is free of some.
     *
     * @param highest the first port of the highest
     * @param lowest the first port of the lowest
     * @throws IllegalStateException if there is none
     */
    static PortWindow reserve(int highest, int lowest) {
        for (int first = highest; first >= lowest; first -= SIZE) {
            DatagramSocket mark;
            try {
                // Others see it, it ends with this process, and it is in the way of no task that listens over TCP.
                mark = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), first));
            } catch (SocketException e) {
                continue;
            }
            if (areFree(first)) {
                return new PortWindow(mark, first);
            }
            mark.close();
        }
        throw new IllegalStateException("Cannot give an agent of the simulator of Mesos its ports: no range of " + SIZE
                + " ports from " + lowest + " to " + (highest + SIZE - 1)
                + " is free on this host. Close other simulators,"
                + " or let agents offer the ports of their descriptions.");
    }

    private static boolean areFree(int first) {
        for (int port = first; port < first + LOOKED_AT; port++) {
            // On every address, as a task would listen.
            try (ServerSocket socket = new ServerSocket(port)) {
                if (!socket.isBound()) {
                    return false;
                }
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    int first() {
        return first;
    }

    int last() {
        return first + SIZE - 1;
    }

    /** Tells whether nobody else can have them. */
    boolean isHeld() {
        return !mark.isClosed();
    }

    @Override
    public void close() {
        mark.close();
    }
}
