package io.parley.examples.benchmarks.mesos;

import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.json.JsonMessageReader;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * The other side of the client that is measured: no master, but what answers as one. It sends every subscription the
 * same updates, as fast as they are read, takes every other call, and counts acknowledgements. Thread-safe.
 */
final class UpdatesMaster {

    /** Begins the line that tells that all updates of a subscription are acknowledged. */
    static final String ACKNOWLEDGED = "acknowledged ";

    /** Begins the line with the port. */
    static final String LISTENING = "listening ";

    private static final byte[] TAKEN =
            "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER = 64 * 1024;

    private final UpdatesCase what;
    private final int updates;
    private final int loses;
    private final List<byte[]> chunks = new ArrayList<>();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final PrintStream out;
    private final BitSet acknowledged = new BitSet();
    private int distinct;
    private boolean hasLost;
    private int repeated;
    private String stream = "";

    /**
     * Makes one that does not serve yet.
     *
     * @param loses the number of an update whose first acknowledgement is lost; negative for none
     */
    UpdatesMaster(UpdatesCase what, int updates, int loses, PrintStream out) {
        this.loses = loses;
        this.what = what;
        this.updates = updates;
        this.out = out;
        chunks.add(chunk(NumberedUpdates.encoded(NumberedUpdates.subscribed(), what.encoding())));
        for (int number = 0; number < updates; number++) {
            chunks.add(chunk(NumberedUpdates.encoded(NumberedUpdates.update(number, what.uuids()), what.encoding())));
        }
    }

    /**
     * Serves until its standard input ends.
     *
     * @param arguments the encoding, whether the updates have uuids, how many there are, and the number of one whose
     *     acknowledgement is lost
     */
    @SuppressWarnings("SystemExitOutsideMain") // It is main.
    public static void main(String[] arguments) throws IOException {
        UpdatesCase what =
                new UpdatesCase(ContentEncoding.valueOf(arguments[0]), UpdatesCase.Uuids.valueOf(arguments[1]));
        UpdatesMaster master =
                new UpdatesMaster(what, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), System.out);
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> master.serve(server), "updates-master");
        System.out.println(LISTENING + server.getLocalPort());
        while (System.in.read() >= 0) {
            // Whoever started this process ends it by the end of its input, be it by its own end.
        }
        System.exit(0);
    }

    private void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket), "updates-connection");
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            OutputStream output = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
            while (true) {
                String ofStream = "";
                int length = 0;
                line(in);
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    String lower = header.toLowerCase(Locale.ROOT);
                    if (lower.startsWith("mesos-stream-id:")) {
                        ofStream = header.substring(header.indexOf(':') + 1).strip();
                    } else if (lower.startsWith("content-length:")) {
                        length = Integer.parseInt(
                                header.substring(header.indexOf(':') + 1).strip());
                    }
                }
                byte[] body = in.readNBytes(length);
                if (ofStream.isEmpty()) {
                    sendUpdates(output);
                } else {
                    Call call = decoded(body);
                    if (loses(call, ofStream)) {
                        return;
                    }
                    count(call, ofStream);
                    output.write(TAKEN);
                    output.flush();
                }
            }
        } catch (IOException e) {
            // The client has closed the connection.
        }
    }

    private void sendUpdates(OutputStream output) throws IOException {
        String id = "11111111-2222-3333-4444-" + String.format(Locale.ROOT, "%012d", subscriptions.incrementAndGet());
        synchronized (this) {
            stream = id;
            acknowledged.clear();
            distinct = 0;
            repeated = 0;
        }
        output.write(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nMesos-Stream-Id: " + id + "\r\nContent-Type: "
                        + (what.encoding() == ContentEncoding.JSON ? "application/json" : "application/x-protobuf")
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (byte[] chunk : chunks) {
            output.write(chunk);
        }
        output.flush();
    }

    private Call decoded(byte[] body) throws IOException {
        if (what.encoding() == ContentEncoding.PROTOBUF) {
            return Call.parseFrom(body);
        }
        Call.Builder call = Call.newBuilder();
        JsonMessageReader.read(body, call);
        return call.build();
    }

    /** Tells whether this acknowledgement gets no answer and does not count: the first of one update. */
    private synchronized boolean loses(Call call, String ofStream) {
        boolean lost = !hasLost
                && call.getType() == Call.Type.ACKNOWLEDGE
                && ofStream.equals(stream)
                && NumberedUpdates.number(call) == loses;
        hasLost |= lost;
        return lost;
    }

    /** Counts what is of the present stream and acknowledges one of its updates. */
    private synchronized void count(Call call, String ofStream) {
        if (call.getType() != Call.Type.ACKNOWLEDGE || !ofStream.equals(stream)) {
            return;
        }
        int number = NumberedUpdates.number(call);
        if (number < 0 || number >= updates || acknowledged.get(number)) {
            repeated++;
            return;
        }
        acknowledged.set(number);
        if (++distinct == updates) {
            out.println(ACKNOWLEDGED + updates + " " + repeated);
        }
    }

    /** One record in an HTTP chunk of its own, as masters send them. */
    private static byte[] chunk(byte[] record) {
        byte[] length = (record.length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] head = (Integer.toHexString(length.length + record.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] chunk = new byte[head.length + length.length + record.length + 2];
        System.arraycopy(head, 0, chunk, 0, head.length);
        System.arraycopy(length, 0, chunk, head.length, length.length);
        System.arraycopy(record, 0, chunk, head.length + length.length, record.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
