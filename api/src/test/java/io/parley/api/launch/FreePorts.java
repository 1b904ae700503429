package io.parley.api.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ports for servers that have to be told theirs, and that may be away for a while. They are below those that systems
 * give to whoever wants any port, so that nobody else gets them meanwhile; each JVM of tests begins anywhere.
 */
public final class FreePorts {

    private static final int FIRST = 15_000;
    private static final int BOUND = 28_000;
    private static final int TRIES = 1000;
    private static final SplittableRandom RANDOM = new SplittableRandom();

    private FreePorts() {}

    /**
     * Chooses ports on loopback that differ and that nobody listens to.
     *
     * @param count how many
     * @return the ports
     * @throws IOException if there are not that many
     */
    public static List<Integer> choose(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int tries = 0; held.size() < count && tries < TRIES; tries++) {
                try {
                    held.add(new ServerSocket(RANDOM.nextInt(FIRST, BOUND), 1, InetAddress.getLoopbackAddress()));
                } catch (IOException taken) {
                    // The next one may be free.
                }
            }
            if (held.size() < count) {
                throw new IOException("No " + count + " ports are free from " + FIRST + " to " + BOUND + ".");
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
