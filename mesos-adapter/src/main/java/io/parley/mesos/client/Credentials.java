package io.parley.mesos.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who the framework is to the master (HTTP basic authentication). Immutable; its text never has the secret. */
public final class Credentials {

    private final String principal;
    private final String secret;

    private Credentials(String principal, String secret) {
        this.principal = principal;
        this.secret = secret;
    }

    /**
     * Takes a principal and its secret.
     *
     * @param principal who; not empty, without a colon, which basic authentication cannot carry
     * @param secret what proves it
     * @return the credentials
     * @throws IllegalArgumentException if the principal is empty or has a colon or a control character
     */
    public static Credentials of(String principal, String secret) {
        if (principal.isEmpty()
                || principal.indexOf(':') >= 0
                || principal.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A principal for HTTP basic authentication is not empty and has neither a colon nor control"
                            + " characters: '" + principal + "'. Change it"
                            + " (mesos.resourcemanager.framework.principal).");
        }
        if (secret.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The secret of principal '" + principal
                    + "' has control characters, such as the line feed at the end of a file"
                    + " (mesos.resourcemanager.framework.secret).");
        }
        return new Credentials(principal, secret);
    }

    /**
     * Tells who.
     *
     * @return the principal
     */
    public String principal() {
        return principal;
    }

    String header() {
        byte[] both = (principal + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String toString() {
        return "principal '" + principal + "' with a secret";
    }
}
