package io.parley.examples.mesos.simulator.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the requests of a connection. Like Mesos it never answers Expect: 100-continue. */
final class HttpRequestReader {

    private static final int LINE_LIMIT = 64 * 1024;
    private static final int HEADER_LIMIT = 200;
    private static final int BODY_LIMIT = 64 * 1024 * 1024;

    private final InputStream input;
    private boolean keepsAlive = true;

    HttpRequestReader(InputStream input) {
        this.input = input;
    }

    /**
     * Reads the next request.
     *
     * @return empty when the client has ended the connection
     * @throws IOException if the connection breaks, or what comes is not HTTP
     */
    Optional<HttpRequest> next() throws IOException {
        String line = line();
        while (line != null && line.isEmpty()) {
            line = line();
        }
        if (line == null) {
            return Optional.empty();
        }
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new IOException("Not a request of HTTP/1: " + line);
        }
        Map<String, String> headers = headers();
        byte[] body = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"))
                ? chunks()
                : bytes(length(headers.getOrDefault("content-length", "0"), 10));
        keepsAlive = words[2].equals("HTTP/1.1")
                && !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        return Optional.of(new HttpRequest(words[0], words[1], headers, body));
    }

    /** Tells whether another request may follow the last one. */
    boolean keepsAlive() {
        return keepsAlive;
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        int lines = 0;
        for (String line = required(); !line.isEmpty(); line = required()) {
            int colon = line.indexOf(':');
            if (colon < 1 || lines++ == HEADER_LIMIT) {
                throw new IOException("Not a header, or too many: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int length = length(required(), 16); length > 0; length = length(required(), 16)) {
            body.writeBytes(bytes(length));
            required();
            if (body.size() > BODY_LIMIT) {
                throw new IOException("A body of more than " + BODY_LIMIT + " bytes");
            }
        }
        required();
        return body.toByteArray();
    }

    private static int length(String text, int radix) throws IOException {
        try {
            int length = Integer.parseInt(text.strip(), radix);
            if (length >= 0 && length <= BODY_LIMIT) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("Not a length: " + text, e);
        }
        throw new IOException("Not a length up to " + BODY_LIMIT + " bytes: " + text);
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The request ended early");
        }
        return bytes;
    }

    private String required() throws IOException {
        String line = line();
        if (line == null) {
            throw new EOFException("The request ended early");
        }
        return line;
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int each = input.read(); each != '\n'; each = input.read()) {
            if (each < 0) {
                return null;
            }
            if (line.size() == LINE_LIMIT) {
                throw new IOException("A line of more than " + LINE_LIMIT + " bytes");
            }
            line.write(each);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
