package io.parley.mesos.task;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an agent fetches: an address, in which users may have written who they are, or a path. Immutable; its text hides
 * what may be a secret.
 *
 * @param text the address as it was written
 */
record FetchedAddress(String text) {

    private static final String HIDDEN = "******";
    private static final String SCHEME = "([A-Za-z][A-Za-z0-9+.-]*://)";
    private static final Pattern LOGIN = Pattern.compile(SCHEME + "([^/?#\\s]*)@");
    private static final Pattern QUERY = Pattern.compile(SCHEME + "[^?#]*[?#](.*)", Pattern.DOTALL);
    /** A shorter value of a query is a flag rather than a key, and a word that outputs may be full of. */
    private static final int SHORTEST_VALUE = 8;

    /** Hides the users and passwords of the addresses in any text. */
    static String withoutLogins(String text) {
        return LOGIN.matcher(text).replaceAll("$1" + HIDDEN + "@");
    }

    /** Gives what may be a secret: the user with the password, the password, the query, and its longer values. */
    List<String> secrets() {
        List<String> parts = new ArrayList<>();
        Matcher login = LOGIN.matcher(text);
        if (login.lookingAt()) {
            String both = login.group(2);
            parts.add(both);
            parts.add(both.substring(both.indexOf(':') + 1));
        }
        Matcher query = QUERY.matcher(text);
        if (query.matches()) {
            parts.add(query.group(2));
            for (String parameter : query.group(2).split("[&;#]", -1)) {
                String value = parameter.substring(parameter.indexOf('=') + 1);
                if (value.length() >= SHORTEST_VALUE) {
                    parts.add(value);
                }
            }
        }
        Set<String> secrets = new LinkedHashSet<>();
        for (String part : parts) {
            secrets.add(part);
            secrets.add(decoded(part));
        }
        secrets.remove("");
        return List.copyOf(secrets);
    }

    /** Tells whether there is a user, or a part of a query that is long enough for a key. */
    boolean hasSecret() {
        Matcher login = LOGIN.matcher(text);
        if (login.lookingAt() && !login.group(2).isEmpty()) {
            return true;
        }
        Matcher query = QUERY.matcher(text);
        return query.matches()
                && Stream.of(query.group(2).split("[&;#]", -1))
                        .map(parameter -> parameter.substring(parameter.indexOf('=') + 1))
                        .anyMatch(value -> value.length() >= SHORTEST_VALUE);
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    /** Gives the address without its user, password, query and fragment. */
    @Override
    public String toString() {
        Matcher query = QUERY.matcher(text);
        return withoutLogins(query.matches() ? text.substring(0, query.start(2)) + HIDDEN : text);
    }
}
