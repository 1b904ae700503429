package io.parley.examples.mesos.simulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A request. Immutable, apart from its body. */
public final class HttpRequest {

    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * Makes a request.
     *
     * @param method such as POST
     * @param target the path with the query
     * @param headers by name in lower case
     * @param body as it came, without chunks
     */
    public HttpRequest(String method, String target, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    /**
     * Gives the method.
     *
     * @return such as POST
     */
    public String method() {
        return method;
    }

    /**
     * Gives the body.
     *
     * @return as it came, without chunks
     */
    public byte[] body() {
        return body;
    }

    /**
     * Gives a header.
     *
     * @param name its name in lower case
     * @return its value, if it was sent
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * Gives the path.
     *
     * @return without the query and without a slash at the end
     */
    public String path() {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /**
     * Gives a parameter of the query.
     *
     * @param name its name
     * @return its value, decoded, if it was sent
     * @throws IllegalArgumentException if it is not encoded as such
     */
    public Optional<String> parameter(String name) {
        int query = target.indexOf('?');
        if (query >= 0) {
            for (String pair : target.substring(query + 1).split("&", -1)) {
                if (pair.startsWith(name + "=")) {
                    return Optional.of(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return Optional.empty();
    }
}
