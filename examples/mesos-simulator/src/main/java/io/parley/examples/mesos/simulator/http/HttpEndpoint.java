package io.parley.examples.mesos.simulator.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An address on loopback that answers HTTP/1.1, while it is open. Thread-safe. */
public final class HttpEndpoint implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HttpEndpoint.class.getName());
    private static final int BACKLOG = 200;
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MILLIS = 20;
    private static final long END_MILLIS = 10_000;

    /** An open port, and the thread that takes what comes there. */
    private record Listener(ServerSocket socket, Thread accepting) {}

    private final Function<HttpRequest, Answer> handler;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final int port;
    private @Nullable Listener listener;

    /**
     * Opens an endpoint at a free port.
     *
     * @param handler answers; called by a thread of each connection
     * @throws UncheckedIOException if it cannot be opened
     */
    public HttpEndpoint(Function<HttpRequest, Answer> handler) {
        this.handler = handler;
        this.port = listen(0);
    }

    private int listen(int wanted) {
        try {
            ServerSocket socket = bound(wanted);
            Thread accepting = new Thread(() -> accept(socket), "mesos-simulator-accept-" + socket.getLocalPort());
            listener = new Listener(socket, accepting);
            accepting.setDaemon(true);
            accepting.start();
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot open a port for the Mesos simulator on loopback: " + e.getMessage()
                            + ". Check how many files this user may have open.",
                    e);
        }
    }

    /** The port of a socket that was just closed may be taken for an instant more. */
    private static ServerSocket bound(int wanted) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ServerSocket socket = new ServerSocket();
            boolean bound = false;
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), BACKLOG);
                bound = true;
                return socket;
            } catch (BindException e) {
                if (wanted == 0 || attempt == ATTEMPTS) {
                    throw e;
                }
                pause();
            } finally {
                if (!bound) {
                    socket.close();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                HttpConnection connection = new HttpConnection(socket.accept(), handler, connections::remove);
                connections.add(connection);
                connection.start();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "No further connection", e);
                if (!socket.isClosed()) {
                    // There are too many open files, and that may last.
                    pause();
                }
            }
        }
    }

    /**
     * Gives the port.
     *
     * @return it stays the same when the endpoint is opened again
     */
    public int port() {
        return port;
    }

    /**
     * Opens it again at the same port.
     *
     * @throws UncheckedIOException if it cannot be opened
     */
    public synchronized void reopen() {
        if (listener == null) {
            listen(port);
        }
    }

    /** Refuses connections from now on, and then ends those that there are, without a last chunk. */
    @Override
    public synchronized void close() {
        Listener closing = listener;
        listener = null;
        if (closing != null) {
            close(closing);
        }
        connections.forEach(HttpConnection::close);
    }

    /** Closes the port, and waits until what had come is among the connections. */
    private static void close(Listener closing) {
        try {
            closing.socket().close();
            closing.accepting().join(END_MILLIS);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Not closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
