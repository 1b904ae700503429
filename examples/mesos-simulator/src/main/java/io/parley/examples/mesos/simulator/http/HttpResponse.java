package io.parley.examples.mesos.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A response that is sent at once. Immutable, apart from its body. */
public final class HttpResponse implements Answer {

    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(202, "Accepted"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private HttpResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.body = body;
    }

    /**
     * Makes a response without a body.
     *
     * @param status such as 202
     * @return the response
     */
    public static HttpResponse of(int status) {
        return new HttpResponse(status, Map.of(), new byte[0]);
    }

    /**
     * Makes a response with a text.
     *
     * @param status such as 400
     * @param text the body
     * @return the response
     */
    public static HttpResponse text(int status, String text) {
        return new HttpResponse(
                status, Map.of("Content-Type", "text/plain; charset=utf-8"), text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes a response with JSON.
     *
     * @param json the body
     * @return the response
     */
    public static HttpResponse json(String json) {
        return new HttpResponse(200, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a header.
     *
     * @param name its name
     * @param value its value
     * @return the response with it
     */
    public HttpResponse with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, more, body);
    }

    int status() {
        return status;
    }

    /** Gives the headers beside Date and Content-Length. */
    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    static String phrase(int status) {
        return PHRASES.getOrDefault(status, "Unknown");
    }
}
