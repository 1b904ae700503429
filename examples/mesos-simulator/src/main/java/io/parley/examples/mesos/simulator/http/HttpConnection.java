package io.parley.examples.mesos.simulator.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection of a client. Thread-safe. */
final class HttpConnection implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Socket socket;
    private final Function<HttpRequest, Answer> handler;
    private final Consumer<HttpConnection> onClosed;
    private volatile @Nullable Thread serving;

    HttpConnection(Socket socket, Function<HttpRequest, Answer> handler, Consumer<HttpConnection> onClosed) {
        this.socket = socket;
        this.handler = handler;
        this.onClosed = onClosed;
    }

    void start() {
        start(
                () -> {
                    serving = Thread.currentThread();
                    serve();
                },
                "mesos-simulator-connection-" + socket.getLocalPort());
    }

    private static Thread start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void serve() {
        try {
            socket.setTcpNoDelay(true);
            HttpRequestReader requests = new HttpRequestReader(new BufferedInputStream(socket.getInputStream()));
            boolean open = true;
            while (open) {
                Optional<HttpRequest> request = requests.next();
                open = request.isPresent() && answer(request.get()) && requests.keepsAlive();
            }
        } catch (IOException e) {
            // The client has gone, or the simulator was closed meanwhile.
            LOG.log(System.Logger.Level.DEBUG, "A connection broke", e);
        } finally {
            close();
        }
    }

    private boolean answer(HttpRequest request) throws IOException {
        Answer answer = answerOf(request);
        if (answer instanceof HttpResponse response) {
            write(
                    head(response.status(), response.headers(), "Content-Length: " + response.body().length),
                    response.body());
            return true;
        }
        stream((RecordStream) answer);
        return false;
    }

    private Answer answerOf(HttpRequest request) {
        try {
            return handler.apply(request);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A request was not answered", e);
            return HttpResponse.text(500, "The Mesos simulator failed: " + e);
        }
    }

    private void stream(RecordStream stream) throws IOException {
        stream.whenFull(this::close);
        Thread watcher = start(() -> watch(stream), "mesos-simulator-watch");
        try {
            write(head(
                    200,
                    Map.of("Mesos-Stream-Id", stream.streamId(), "Content-Type", stream.contentType()),
                    "Transfer-Encoding: chunked"));
            boolean open = true;
            while (open) {
                open = send(stream.next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
            stream.clientGone();
            watcher.interrupt();
        }
    }

    /** Notices that the client ends the connection; what it sends meanwhile is not looked at. */
    private void watch(RecordStream stream) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A stream broke", e);
        }
        stream.cut();
        stream.clientGone();
    }

    /** Sends a part; tells whether there may be more. */
    private boolean send(RecordStream.Part part) throws IOException {
        switch (part.kind()) {
            case CHUNK -> write(chunk(part.bytes()));
            case END -> write(new byte[] {'0', '\r', '\n', '\r', '\n'});
            case CUT -> {
                byte[] chunk = part.bytes().length == 0 ? part.bytes() : chunk(part.bytes());
                socket.getOutputStream().write(chunk, 0, chunk.length / 2);
            }
        }
        return part.kind() == RecordStream.Kind.CHUNK;
    }

    private static byte[] chunk(byte[] bytes) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 16);
        chunk.writeBytes(Integer.toHexString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(LINE_END);
        chunk.writeBytes(bytes);
        chunk.writeBytes(LINE_END);
        return chunk.toByteArray();
    }

    private static byte[] head(int status, Map<String, String> headers, String framing) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(HttpResponse.phrase(status))
                .append("\r\nDate: ")
                .append(DATE.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append(framing).append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void write(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        OutputStream output = socket.getOutputStream();
        all.writeTo(output);
        output.flush();
    }

    /** Ends it, also while an answer is waited for. */
    @Override
    public void close() {
        try {
            // Before it wakes, so that it answers nobody any more.
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Not closed", e);
        }
        Thread thread = serving;
        if (thread != null && thread != Thread.currentThread()) {
            thread.interrupt();
        }
        onClosed.accept(this);
    }
}
