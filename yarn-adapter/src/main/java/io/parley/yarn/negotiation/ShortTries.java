package io.parley.yarn.negotiation;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Settings with which a ResourceManager that is down is tried for seconds, where others try for minutes. Stateless. */
final class ShortTries {

    private static final long WAIT_MILLIS = 5_000;
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int CONNECT_MILLIS = 10_000;

    private ShortTries() {}

    static Configuration of(Configuration hadoop) {
        YarnConfiguration settings = new YarnConfiguration(hadoop);
        long wait = hadoop.getLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, WAIT_MILLIS);
        settings.setLong(
                YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS,
                wait < 0 ? WAIT_MILLIS : Math.min(wait, WAIT_MILLIS));
        long interval = Math.min(
                INTERVAL_MILLIS,
                hadoop.getLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, INTERVAL_MILLIS));
        settings.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, interval);
        settings.setLong(YarnConfiguration.CLIENT_FAILOVER_SLEEPTIME_BASE_MS, interval);
        settings.setLong(YarnConfiguration.CLIENT_FAILOVER_SLEEPTIME_MAX_MS, interval);
        settings.setInt(YarnConfiguration.CLIENT_FAILOVER_MAX_ATTEMPTS, -1);
        // Every try would be ten of them, a second apart, or 45 where the host does not answer at all.
        settings.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
        settings.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 0);
        settings.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_TIMEOUT_KEY, CONNECT_MILLIS);
        return settings;
    }
}
