package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.yarn.HadoopLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What Flink's keys say about Kerberos. Immutable.
 *
 * @param login the keytab to log in with; empty for a ticket that is there
 * @param krb5 Kerberos' own configuration file, of this machine
 * @param useTicketCache whether a ticket that is there may be used
 * @param fetchTokens whether delegation tokens are obtained
 * @param fileSystems further file systems to obtain tokens of
 */
record KerberosOptions(
        Optional<Login> login,
        Optional<Path> krb5,
        boolean useTicketCache,
        boolean fetchTokens,
        List<String> fileSystems) {

    static final String KRB5_FILE = "krb5.conf";
    static final ConfigurationOption<String> KEYTAB = HadoopLogin.KEYTAB;
    static final ConfigurationOption<String> PRINCIPAL = HadoopLogin.PRINCIPAL;
    static final ConfigurationOption<Boolean> TICKET_CACHE = HadoopLogin.TICKET_CACHE;
    private static final ConfigurationOption<String> KRB5 =
            ConfigurationOption.text("security.kerberos.krb5-conf.path");
    private static final ConfigurationOption<Boolean> SHIP_KEYTAB =
            ConfigurationOption.flag("yarn.security.kerberos.ship-local-keytab").withDefault(true);
    private static final ConfigurationOption<String> LOCALIZED_KEYTAB = ConfigurationOption.text(
                    "yarn.security.kerberos.localized-keytab-path")
            .withDefault("krb5.keytab");
    private static final ConfigurationOption<Boolean> FETCH_TOKENS = ConfigurationOption.flag(
                    "security.delegation.tokens.enabled")
            .withDeprecatedKeys("security.kerberos.fetch.delegation-token")
            .withDefault(true);
    private static final ConfigurationOption<List<String>> FILE_SYSTEMS = ConfigurationOption.textList(
                    "security.kerberos.access.hadoopFileSystems")
            .withDeprecatedKeys("yarn.security.kerberos.additionalFileSystems")
            .withDefault(List.of());

    /**
     * A keytab to log in with.
     *
     * @param principal whose keys it holds
     * @param keytab where it is on this machine
     * @param shipped whether containers get it, or find it on their hosts
     * @param localizedPath where a container finds it: below its working directory, or on its host
     */
    record Login(String principal, Path keytab, boolean shipped, String localizedPath) {}

    /** Copies the list. */
    KerberosOptions {
        fileSystems = List.copyOf(fileSystems);
    }

    /** Reads the keys; the reader collects what is wrong, files of this machine that cannot be read among it. */
    static KerberosOptions read(KeyReader keys) {
        return new KerberosOptions(
                login(keys),
                keys.text(KRB5).map(Path::of).map(file -> readable(keys, KRB5, file)),
                keys.get(TICKET_CACHE),
                keys.get(FETCH_TOKENS),
                keys.get(FILE_SYSTEMS));
    }

    private static Optional<Login> login(KeyReader keys) {
        Optional<String> keytab = keys.text(KEYTAB);
        Optional<String> principal = keys.text(PRINCIPAL);
        boolean shipped = keys.get(SHIP_KEYTAB);
        if (keytab.isPresent() != principal.isPresent()) {
            ConfigurationOption<String> set = keytab.isPresent() ? KEYTAB : PRINCIPAL;
            ConfigurationOption<String> missing = keytab.isPresent() ? PRINCIPAL : KEYTAB;
            keys.refuse(set, "it needs " + missing + ", which is not set.", "Set both, or neither.");
        }
        if (keytab.isEmpty() || principal.isEmpty()) {
            return Optional.empty();
        }
        String localized = keys.get(LOCALIZED_KEYTAB);
        if (shipped && (localized.isBlank() || Path.of(localized).isAbsolute() || localized.contains(".."))) {
            keys.refuse(
                    LOCALIZED_KEYTAB,
                    "\"" + localized + "\" is no path below a container's working directory.",
                    "Write one, for instance krb5.keytab, or set " + SHIP_KEYTAB + " to false.");
        }
        return Optional.of(
                new Login(principal.get(), readable(keys, KEYTAB, Path.of(keytab.get())), shipped, localized));
    }

    private static Path readable(KeyReader keys, ConfigurationOption<?> option, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            keys.refuse(option, "\"" + file + "\" is no file that can be read.", "Correct the path.");
        }
        return file.toAbsolutePath();
    }
}
