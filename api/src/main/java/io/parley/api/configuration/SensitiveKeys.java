package io.parley.api.configuration;

import java.util.List;
import java.util.Locale;

/** The keys whose values Flink hides, in any of its versions. Source: {@code GlobalConfiguration#isSensitive}. */
final class SensitiveKeys {

    private static final List<String> PARTS = List.of(
            "password",
            "secret",
            "fs.azure.account.key",
            "apikey",
            "api-key",
            "auth-params",
            "service-key",
            "token",
            "basic-auth",
            "jaas.config",
            "http-headers");

    private SensitiveKeys() {}

    static boolean include(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return PARTS.stream().anyMatch(lower::contains);
    }
}
