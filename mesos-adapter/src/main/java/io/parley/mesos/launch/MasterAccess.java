package io.parley.mesos.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.size.MemorySize;
import io.parley.mesos.client.ClientListener;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.ClientOptions.Bounds;
import io.parley.mesos.client.ClientOptions.Waits;
import io.parley.mesos.client.Credentials;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.client.MasterList;
import io.parley.mesos.client.TrustStore;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Where the masters are and how a launch speaks to them, by the keys of a configuration. Immutable; its text never has
 * a secret.
 *
 * @param masters where they are
 * @param client how to speak to them
 */
record MasterAccess(MasterAddress masters, ClientOptions client) {

    static final String MASTER = "mesos.master";
    static final String PRINCIPAL = "mesos.resourcemanager.framework.principal";
    static final String TRUST_STORE = "parley.mesos.ssl.truststore";
    static final String TIMEOUT = "parley.mesos.master-timeout";
    static final String EVENT_MEMORY = "parley.mesos.event-memory";

    private static final String SECRET = "mesos.resourcemanager.framework.secret";
    private static final String TRUST_STORE_PASSWORD = "parley.mesos.ssl.truststore-password";

    private static final ConfigurationOption<Duration> MASTER_TIMEOUT =
            ConfigurationOption.duration(TIMEOUT).withDefault(Waits.DEFAULT.firstSubscription());

    private static final ConfigurationOption<MemorySize> EVENT =
            ConfigurationOption.memorySize(EVENT_MEMORY).withDefault(MemorySize.ofBytes(Bounds.DEFAULT.eventBytes()));

    /** Below it, no master of more than a few agents could be spoken to. */
    private static final MemorySize LEAST_EVENT = MemorySize.ofMebibytes(1);

    /**
     * Reads the keys.
     *
     * @param listener told what the client tells
     * @throws IllegalArgumentException if no master is named, or a value is wrong by itself; the message names the key
     */
    static MasterAccess of(FlinkConfiguration configuration, ClientListener listener) {
        String address = configuration
                .value(MASTER)
                .filter(text -> !text.isBlank())
                .orElseThrow(
                        () -> new IllegalArgumentException("Cannot launch on Mesos: nothing tells where its masters"
                                + " are. Set " + MASTER + ", for instance to http://HOST:5050."));
        MasterAddress masters = MasterAddress.parse(address);
        ClientOptions client = ClientOptions.DEFAULT
                .withListener(listener)
                .withWaits(waits(configuration))
                .withBounds(bounds(configuration));
        String principal = configuration.value(PRINCIPAL).orElse("").strip();
        String secret = configuration.value(SECRET).orElse("");
        if (!principal.isEmpty()) {
            client = client.withCredentials(Credentials.of(principal, secret));
        } else if (!secret.isEmpty()) {
            throw unusable(SECRET, configuration, "it proves who a principal is, and none is set. Set " + PRINCIPAL);
        }
        String store = configuration.value(TRUST_STORE).orElse("").strip();
        return new MasterAccess(
                masters, store.isEmpty() ? client : client.withTls(trust(store, masters, configuration)));
    }

    private static Waits waits(FlinkConfiguration configuration) {
        Duration most = configuration.get(MASTER_TIMEOUT);
        Waits usual = Waits.DEFAULT;
        try {
            return new Waits(
                    usual.connect(), usual.answer(), most, usual.missedHeartbeats(), usual.backOff(), usual.close());
        } catch (IllegalArgumentException e) {
            throw unusable(TIMEOUT, configuration, "a master cannot be looked for during " + most + ". Write 30 s");
        }
    }

    private static Bounds bounds(FlinkConfiguration configuration) {
        MemorySize most = configuration.get(EVENT);
        if (most.compareTo(LEAST_EVENT) < 0 || most.bytes() > Integer.MAX_VALUE) {
            throw unusable(
                    EVENT_MEMORY,
                    configuration,
                    "an event may take from " + LEAST_EVENT + " to less than 2048 MiB, not " + most
                            + ". Write 64m, with a heap that has room for it");
        }
        Bounds usual = Bounds.DEFAULT;
        return new Bounds(Math.toIntExact(most.bytes()), usual.backlogBytes(), usual.queuedCalls());
    }

    private static SSLContext trust(String store, MasterAddress masters, FlinkConfiguration configuration) {
        if (masters instanceof MasterList list
                && list.endpoints().stream().noneMatch(uri -> "https".equals(uri.getScheme()))) {
            throw unusable(
                    TRUST_STORE,
                    configuration,
                    "it tells which masters to trust over https, and " + masters + " is spoken to without. Write"
                            + " https:// in " + MASTER + ", or leave the trust store out");
        }
        String password = configuration.value(TRUST_STORE_PASSWORD).orElse("");
        try {
            return TrustStore.read(Path.of(store), password.toCharArray());
        } catch (IOException | InvalidPathException e) {
            String why = String.valueOf(e.getMessage());
            throw unusable(
                    TRUST_STORE,
                    configuration,
                    (why.endsWith(".") ? why.substring(0, why.length() - 1) : why) + ". Check the file " + store
                            + " and " + TRUST_STORE_PASSWORD);
        }
    }

    private static IllegalArgumentException unusable(String key, FlinkConfiguration configuration, String why) {
        return new IllegalArgumentException("Cannot use " + key + " (" + configuration.origin(key) + "): " + why + ".");
    }
}
