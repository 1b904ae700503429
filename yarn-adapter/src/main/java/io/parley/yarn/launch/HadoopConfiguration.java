package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * The client's Hadoop configuration with waits that end. What {@code flink.hadoop.*} and {@code flink.yarn.*} say lies
 * over its files.
 *
 * @param values the configuration
 * @param source where it was read, for messages
 */
record HadoopConfiguration(YarnConfiguration values, String source) {

    private static final List<String> VARIABLES = List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR");
    private static final String SITE = "yarn-site.xml";
    private static final List<String> FILES = List.of("core-site.xml", "hdfs-site.xml", "resource-types.xml", SITE);
    private static final int CONNECT_MILLIS = 10_000;
    private static final int RETRY_MILLIS = 5_000;

    /**
     * Reads the directories that HADOOP_CONF_DIR and YARN_CONF_DIR name; a file that the first does not have may lie in
     * the second.
     *
     * @throws IllegalArgumentException if neither variable is set, or there is no yarn-site.xml
     */
    static HadoopConfiguration read(FlinkConfiguration configuration) {
        Map<Path, String> folders = new LinkedHashMap<>();
        for (String variable : VARIABLES) {
            String directory = configuration.environmentVariable(variable).orElse("");
            if (!directory.isBlank()) {
                folders.putIfAbsent(Path.of(directory), variable + "=" + Path.of(directory));
            }
        }
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("Cannot find a YARN cluster: neither " + VARIABLES.get(0) + " nor "
                    + VARIABLES.get(1) + " is set. Set one to the directory of the cluster's yarn-site.xml.");
        }
        if (locate(SITE, folders.keySet()).isEmpty()) {
            throw new IllegalArgumentException("Cannot find a YARN cluster: there is no readable " + SITE + " in "
                    + String.join(" or ", folders.values()) + ". Point it to the configuration of a cluster.");
        }
        return read(folders, configuration);
    }

    private static Optional<Path> locate(String file, Set<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve(file))
                .filter(Files::isReadable)
                .findFirst();
    }

    private static HadoopConfiguration read(Map<Path, String> folders, FlinkConfiguration configuration) {
        Configuration values = new Configuration(true);
        Set<String> used = new LinkedHashSet<>();
        for (String file : FILES) {
            locate(file, folders.keySet()).ifPresent(found -> {
                values.addResource(new org.apache.hadoop.fs.Path(found.toUri()));
                used.add(String.valueOf(folders.get(found.getParent())));
            });
        }
        YarnConfiguration yarn = new YarnConfiguration(values);
        configuration.withPrefix("flink.hadoop.").forEach(yarn::set);
        configuration.withPrefix("flink.yarn.").forEach((key, value) -> yarn.set("yarn." + key, value));
        return bounded(yarn, String.join(" and ", used));
    }

    /** By default a client tries for a quarter of an hour; here it gives up soon, unless the file says otherwise. */
    private static HadoopConfiguration bounded(YarnConfiguration values, String source) {
        setWhereDefault(values, YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, CONNECT_MILLIS);
        setWhereDefault(values, YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, RETRY_MILLIS);
        setWhereDefault(values, YarnConfiguration.YARN_CLIENT_APPLICATION_CLIENT_PROTOCOL_POLL_INTERVAL_MS, 100);
        setWhereDefault(values, "yarn.client.application-client-protocol.poll-timeout-ms", CONNECT_MILLIS);
        setWhereDefault(values, "ipc.client.connect.max.retries", 1);
        setWhereDefault(values, "ipc.client.connect.max.retries.on.timeouts", 1);
        setWhereDefault(values, "ipc.client.connect.timeout", CONNECT_MILLIS);
        // A ResourceManager that accepts a connection and never answers is asked once more for each interval above.
        setWhereDefault(values, "ipc.client.rpc-timeout.ms", CONNECT_MILLIS);
        return new HadoopConfiguration(values, source);
    }

    private static void setWhereDefault(Configuration values, String key, int value) {
        String[] sources = values.getPropertySources(key);
        if (sources == null || sources.length == 0 || sources[sources.length - 1].contains("-default.xml")) {
            values.setInt(key, value);
        }
    }

    /** Tells whether the cluster wants Kerberos. */
    boolean isSecure() {
        return SecurityUtil.getAuthenticationMethod(values) == AuthenticationMethod.KERBEROS;
    }

    /** Gives where the ResourceManager is looked for. */
    String resourceManager() {
        String ids = values.get(YarnConfiguration.RM_HA_IDS, "");
        if (values.getBoolean(YarnConfiguration.RM_HA_ENABLED, false) && !ids.isBlank()) {
            StringBuilder addresses = new StringBuilder();
            for (String id : values.getTrimmedStrings(YarnConfiguration.RM_HA_IDS)) {
                addresses
                        .append(addresses.isEmpty() ? "" : ", ")
                        .append(values.get(YarnConfiguration.RM_ADDRESS + "." + id, id));
            }
            return addresses + " (yarn.resourcemanager.address.* in " + source + ")";
        }
        return values.get(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS)
                + " (yarn.resourcemanager.address in " + source + ")";
    }

    /** Gives the entries of the class path that every application on the cluster gets. */
    List<String> applicationClassPath() {
        String[] entries = values.getTrimmedStrings(
                YarnConfiguration.YARN_APPLICATION_CLASSPATH,
                YarnConfiguration.DEFAULT_YARN_CROSS_PLATFORM_APPLICATION_CLASSPATH);
        return List.of(entries);
    }
}
