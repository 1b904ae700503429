package io.parley.examples.yarn;

import io.parley.api.configuration.FlinkConfiguration;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.thirdparty.com.google.common.collect.ImmutableList;

/**
 * How an {@link EmbeddedYarn} is set up: one node of 12 GiB, the capacity scheduler with one queue {@code default},
 * containers from 1 GiB to 8 GiB and of 1 to 4 vcores. Immutable.
 *
 * @param workDirectory holds everything that the cluster and its containers write
 * @param values Hadoop's settings
 */
public record EmbeddedYarnSettings(Path workDirectory, Map<String, String> values) {

    private static final String CAPACITY_SCHEDULER_PREFIX = "yarn.scheduler.capacity.";
    private static final String SCHEDULER =
            "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler";
    private static final String CALCULATOR = "org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator";

    /** Copies the map. */
    public EmbeddedYarnSettings {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /**
     * Gives the usual settings.
     *
     * @param work holds everything that the cluster and its containers write
     * @return the settings
     */
    public static EmbeddedYarnSettings in(Path work) {
        Map<String, String> values = new TreeMap<>();
        values.put("yarn.resourcemanager.scheduler.class", SCHEDULER);
        values.put("yarn.scheduler.minimum-allocation-mb", "1024");
        values.put("yarn.scheduler.maximum-allocation-mb", "8192");
        values.put("yarn.scheduler.minimum-allocation-vcores", "1");
        values.put("yarn.scheduler.maximum-allocation-vcores", "4");
        values.put("yarn.scheduler.capacity.resource-calculator", CALCULATOR);
        values.put("yarn.scheduler.capacity.root.queues", "default");
        values.put("yarn.scheduler.capacity.root.default.capacity", "100");
        values.put("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
        // The usual key, yarn.nodemanager.resource.memory-mb, is overwritten by the mini cluster.
        values.put("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "12288");
        // Containers get the cluster's Hadoop and its configuration this way, as on any cluster.
        values.put("yarn.application.classpath", confDirectory(work) + "," + hadoopClientJars());
        // A container starts after 0.2 s instead of 2 s.
        values.put("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "100");
        // Stops in 0.1 s instead of 17 s, and keeps the logs of ended containers for the reason why they ended.
        values.put("yarn.nodemanager.log.retain-seconds", "0");
        values.put("yarn.nodemanager.delete.debug-delay-sec", "600");
        // A disk that is 90 % full would make the node unhealthy.
        values.put("yarn.nodemanager.disk-health-checker.enable", "false");
        // Less cuts Flink's own end short.
        values.put("yarn.nodemanager.sleep-delay-before-sigkill.ms", "5000");
        // Without _HOST nothing asks for this machine's name, which need not resolve.
        values.put("hadoop.http.authentication.kerberos.principal", "HTTP/localhost@LOCALHOST");
        values.put("fs.defaultFS", "file:///");
        values.put("hadoop.tmp.dir", work.resolve("tmp").toString());
        values.put("hadoop.http.temp.dir", work.resolve("tmp").resolve("http").toString());
        values.put(
                "yarn.node-labels.fs-store.root-dir",
                work.resolve("node-labels").toUri().toString());
        values.put("yarn.nodemanager.user-home-dir", work.resolve("home").toString());
        return new EmbeddedYarnSettings(work, values);
    }

    /**
     * Adds settings.
     *
     * @param further Hadoop's settings; they win
     * @return the settings with these
     */
    public EmbeddedYarnSettings with(Map<String, String> further) {
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(further);
        return new EmbeddedYarnSettings(workDirectory, all);
    }

    /**
     * Makes the cluster one of several nodes, which share this host.
     *
     * @param nodes how many
     * @return the settings with names of nodes that differ
     */
    public EmbeddedYarnSettings ofNodes(int nodes) {
        return nodes == 1 ? this : with(Map.of("yarn.scheduler.include-port-in-node-name", "true"));
    }

    private static Path confDirectory(Path work) {
        return work.resolve("conf");
    }

    /**
     * Gives where {@link #write} puts the files.
     *
     * @return a directory for HADOOP_CONF_DIR
     */
    public Path confDirectory() {
        return confDirectory(workDirectory);
    }

    /**
     * Writes core-site.xml, yarn-site.xml and capacity-scheduler.xml for clients and containers.
     *
     * @throws UncheckedIOException if they cannot be written
     */
    public void write() {
        try {
            Files.createDirectories(confDirectory());
            Files.createDirectories(workDirectory.resolve("home"));
            write("core-site.xml", key -> key.startsWith("fs.") || key.startsWith("hadoop.") || key.startsWith("dfs."));
            write("capacity-scheduler.xml", key -> key.startsWith(CAPACITY_SCHEDULER_PREFIX));
            write("yarn-site.xml", key -> key.startsWith("yarn.") && !key.startsWith(CAPACITY_SCHEDULER_PREFIX));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of the embedded YARN", e);
        }
    }

    private void write(String file, java.util.function.Predicate<String> keys) throws IOException {
        Configuration part = new Configuration(false);
        values.forEach((key, value) -> {
            if (keys.test(key)) {
                part.set(key, value);
            }
        });
        try (OutputStream out = Files.newOutputStream(confDirectory().resolve(file))) {
            part.writeXml(out);
        }
    }

    /**
     * Points a Flink configuration to this cluster: where its files are, where to stage, and which Java its containers
     * have, for no node manager says so.
     *
     * @param configuration the configuration
     * @return the configuration with what it did not say itself, and this cluster in the place of any other
     */
    public FlinkConfiguration pointHere(FlinkConfiguration configuration) {
        String conf = confDirectory().toString();
        FlinkConfiguration.Builder builder =
                configuration.toBuilder().environmentVariables(Map.of("HADOOP_CONF_DIR", conf, "YARN_CONF_DIR", conf));
        Map<String, String> settings = Map.of(
                "yarn.staging-directory",
                        workDirectory.resolve("staging").toUri().toString(),
                // Left behind by a JobManager that was killed; inside the work directory it goes with it.
                "web.tmpdir", workDirectory.resolve("web").toString(),
                "containerized.master.env.JAVA_HOME", System.getProperty("java.home"),
                "containerized.taskmanager.env.JAVA_HOME", System.getProperty("java.home"));
        settings.forEach((key, value) -> {
            if (!configuration.contains(key)) {
                builder.set(key, value);
            }
        });
        return builder.build();
    }

    /** Gives the jars of Hadoop's client that this process runs with. */
    private static String hadoopClientJars() {
        return Stream.of(Configuration.class, ImmutableList.class)
                .map(EmbeddedYarnSettings::jarOf)
                .collect(Collectors.joining(","));
    }

    private static String jarOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("Cannot tell which jar holds " + type.getName() + ".");
        }
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot tell which jar holds " + type.getName() + ".", e);
        }
    }
}
