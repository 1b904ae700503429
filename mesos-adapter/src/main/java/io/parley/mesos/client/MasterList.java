package io.parley.mesos.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Masters by name; any of them leads to the leading one. Immutable.
 *
 * @param endpoints where each takes calls, in the order in which they are tried
 */
public record MasterList(List<URI> endpoints) implements MasterAddress {

    /** Where a master takes the calls of schedulers. */
    static final String PATH = "/api/v1/scheduler";

    /**
     * Checks that there is one.
     *
     * @throws IllegalArgumentException if there is none
     */
    public MasterList {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("At least one Mesos master is named (mesos.master).");
        }
    }

    static MasterList parse(String text) {
        // Asked of the whole, for a password may have a comma, and half of it would be shown as an address.
        if (text.indexOf('@') >= 0) {
            throw new IllegalArgumentException("The address of a Mesos master (mesos.master) holds no credentials; set"
                    + " mesos.resourcemanager.framework.principal and mesos.resourcemanager.framework.secret.");
        }
        List<URI> endpoints = new ArrayList<>();
        String scheme = "http";
        for (String one : text.split(",", -1)) {
            String name = one.strip();
            int mark = name.indexOf("://");
            if (mark >= 0) {
                scheme = name.substring(0, mark);
                name = name.substring(mark + 3);
            }
            endpoints.add(endpoint(scheme, name));
        }
        return new MasterList(endpoints);
    }

    private static URI endpoint(String scheme, String name) {
        if (name.isEmpty()) {
            throw wrong(name, "there is no host");
        }
        URI uri;
        try {
            uri = new URI(scheme + "://" + name);
        } catch (URISyntaxException e) {
            throw wrong(name, e.getReason());
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw wrong(scheme + "://" + name, "the scheme is http, https or zk");
        }
        if (uri.getHost() == null) {
            throw wrong(name, "there is no host");
        }
        if (uri.getPort() < 1 || uri.getPort() > 65_535) {
            throw wrong(name, "there is no port from 1 to 65535; masters listen at 5050 unless told otherwise");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong(name, "it has a query or a fragment");
        }
        String prefix = uri.getRawPath().replaceAll("/+$", "");
        return URI.create(scheme + "://" + uri.getRawAuthority() + (prefix.endsWith(PATH) ? prefix : prefix + PATH));
    }

    private static IllegalArgumentException wrong(String name, String why) {
        return new IllegalArgumentException("'" + name + "' is not the address of a Mesos master: " + why
                + ". Write host:port, http://host:port, several with commas between them, or"
                + " zk://host:port,host:port/path (mesos.master).");
    }

    @Override
    public String toString() {
        return endpoints.stream()
                .map(uri -> uri.getScheme() + "://" + uri.getRawAuthority())
                .collect(Collectors.joining(","));
    }
}
