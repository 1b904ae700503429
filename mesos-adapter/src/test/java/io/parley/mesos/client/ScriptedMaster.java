package io.parley.mesos.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.protobuf.ByteString;

/** A server on the loopback interface that reads requests and answers them with the bytes that a script gives. */
final class ScriptedMaster implements AutoCloseable {

    /** A request as it came. */
    record Request(String method, String path, Map<String, String> headers, ByteString body) {

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** Answers a request; the connection stays open for more unless the script closes it. */
    interface Script {
        void answer(Request request, Connection connection) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    private ScriptedMaster(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    static ScriptedMaster start(Script script) {
        return start(0, script);
    }

    static ScriptedMaster start(int port, Script script) {
        try {
            return on(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new AssertionError("No port on the loopback interface.", e);
        }
    }

    static ScriptedMaster on(ServerSocket server, Script script) {
        ScriptedMaster master = new ScriptedMaster(server, script);
        daemon(master::accept, "scripted-master");
        return master;
    }

    int port() {
        return server.getLocalPort();
    }

    MasterAddress address() {
        return MasterAddress.parse("http://127.0.0.1:" + port());
    }

    /** The next request that nobody has asked for yet. */
    Request next() throws InterruptedException {
        Request request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("No request within 10 s.");
        }
        return request;
    }

    int requestsNotAskedFor() {
        return requests.size();
    }

    /** How many connections are open. */
    int connections() {
        return sockets.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                daemon(() -> serve(socket), "scripted-connection");
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                Request request = read(in);
                requests.add(request);
                script.answer(request, new Connection(socket));
            }
        } catch (IOException | InterruptedException e) {
            // The client or the test has closed the connection.
        } finally {
            sockets.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ", -1);
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        ByteString body =
                ByteString.copyFrom(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
        return new Request(first[0], first[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the script writes to. */
    static final class Connection {

        private final Socket socket;

        Connection(Socket socket) {
            this.socket = socket;
        }

        Connection write(byte[] bytes) throws IOException {
            synchronized (socket) {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            }
            return this;
        }

        Connection write(String text) throws IOException {
            return write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** An answer with a text and a length. */
        Connection answer(String status, String body, String... headers) throws IOException {
            StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\n");
            for (String header : headers) {
                text.append(header).append("\r\n");
            }
            return write(text + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        }

        void close() throws IOException {
            socket.close();
        }
    }
}
