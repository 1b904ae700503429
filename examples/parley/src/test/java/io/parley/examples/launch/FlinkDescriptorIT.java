package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher hands in to YARN is what Flink's own client hands in, but for differences that are named here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class FlinkDescriptorIT {

    private static final int MEBIBYTES = 2048;

    private static final String NOTHING = "nothing";

    /** Patterns of facts that differ, each with the reason why. */
    private static final Map<String, String> INTENDED = Map.ofEntries(
            Map.entry(
                    "command, before the options", "a JVM of the path will do, and the end of the process is watched"),
            Map.entry("command, after the process", "the last lines of the logs of a process that failed are shown"),
            Map.entry("command, option --add-(exports|opens)=.*", "what Flink needs on the Java that runs it"),
            Map.entry("command, option -XX:\\+IgnoreUnrecognizedVMOptions", "an older Java passes over them"),
            Map.entry("key env.java.opts.taskmanager", "the same for TaskManagers"),
            Map.entry("variable MALLOC_ARENA_MAX", "as many arenas as vcores"),
            Map.entry("access", "access lists also for a Flink that did not know them yet"),
            Map.entry("rolled logs", "patterns of logs also for a Flink that did not know them yet"),
            Map.entry("key jobmanager.memory.process.size", "the same size, written in bytes"),
            Map.entry("key internal.cluster.execution-mode", "Flink's default"),
            Map.entry("key (.internal.yarn.log-config-file|yarn.flink-dist-jar)", "made up by Flink's command line"),
            Map.entry("key yarn.ship-(files|directories)", "Flink's command line adds Flink's own libraries"),
            Map.entry("file flink-yarn.*", "stands for flink-dist, of which Parley needs no second copy"),
            Map.entry("passed on as Flink", "the same, from lib"),
            Map.entry("passed on lib/flink-yarn.*", "the same, from lib"),
            Map.entry("_?(FLINK_)?CLASSPATH entry (|\\.)", "two names of the working directory"),
            Map.entry("_?(FLINK_)?CLASSPATH entry flink-.*", "flink-yarn is in lib, and a configuration is no jar"),
            Map.entry("_?(FLINK_)?CLASSPATH entry config.yaml", "a configuration file is no entry of a class path"));

    private static final String NEEDED_ON_JAVA_17 =
            "--add-exports=java.base/sun.net.util=ALL-UNNAMED --add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED"
                    + " --add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED"
                    + " --add-opens=java.base/java.lang=ALL-UNNAMED"
                    + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED"
                    + " --add-opens=java.base/java.io=ALL-UNNAMED"
                    + " --add-opens=java.base/java.net=ALL-UNNAMED"
                    + " --add-opens=java.base/java.nio=ALL-UNNAMED"
                    + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
                    + " --add-opens=java.base/java.text=ALL-UNNAMED"
                    + " --add-opens=java.base/java.time=ALL-UNNAMED"
                    + " --add-opens=java.base/java.util=ALL-UNNAMED"
                    + " --add-opens=java.base/java.util.concurrent=ALL-UNNAMED"
                    + " --add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED"
                    + " --add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED";

    private static final Set<String> IN_OLD_FLINK_ONLY =
            Set.of("access", "rolled logs", "command, option -XX:\\+IgnoreUnrecognizedVMOptions");

    private static final Set<String> IN_NEW_FLINK_ONLY = Set.of("_?(FLINK_)?CLASSPATH entry config.yaml");

    private LaunchTestBed bed;

    @TempDir
    private Path folder;

    @BeforeAll
    void start() throws InterruptedException {
        // The usual calculator would replace the vcores of a submission while it is looked at.
        bed = new LaunchTestBed(Map.of(
                "yarn.scheduler.capacity.resource-calculator",
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator"));
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    private Map<String, String> keys(FlinkVersion version) throws Exception {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("a.xml"), "a");
        Path archive = Files.writeString(folder.resolve("b.zip"), "b");
        Map<String, String> keys = new TreeMap<>();
        keys.put("jobmanager.memory.process.size", MEBIBYTES + "m");
        keys.put("jobmanager.memory.enable-jvm-direct-memory-limit", "true");
        keys.put("taskmanager.memory.process.size", "1728m");
        keys.put("yarn.application.name", "mine");
        keys.put("yarn.application.type", "of its own");
        keys.put("yarn.application.queue", "default");
        keys.put("yarn.application.priority", "0");
        keys.put("yarn.tags", "one, two");
        keys.put("yarn.application-attempts", "3");
        keys.put("yarn.application-attempt-failures-validity-interval", "60000");
        keys.put("yarn.appmaster.vcores", "2");
        keys.put("high-availability.storageDir", folder.toUri().toString());
        keys.put("high-availability.zookeeper.quorum", "localhost:1");
        keys.put("containerized.master.env.MINE", "a value");
        keys.put("env.java.opts.jobmanager", "-Djm=2");
        keys.put("env.java.opts.taskmanager", "-Dtm=3 -Dquoted='a b'");
        keys.put("yarn.view.acls", "ann,bob ops");
        keys.put("yarn.modify.acls", "ann");
        keys.put("yarn.rolled-logs.include-pattern", "jobmanager.*");
        keys.put("yarn.rolled-logs.exclude-pattern", ".*\\.out");
        // Flink 2.3.0 loses keys that begin with another key when it writes its file, so each version has its own
        // names.
        boolean old = !version.isAtLeast(1, 12);
        keys.put(old ? "high-availability" : "high-availability.type", "zookeeper");
        keys.put(old ? "env.java.opts" : "env.java.opts.all", "-Dall=1");
        if (!old) {
            keys.put("yarn.ship-files", conf.toString());
            keys.put("yarn.ship-archives", archive.toString());
        } else {
            keys.put("yarn.ship-directories", conf.toString());
        }
        return keys;
    }

    private Map<String, String> handedInByFlink(FlinkDistribution distribution, FlinkConfiguration configuration)
            throws Exception {
        Path lib = distribution.jars().get(0).resolveSibling("");
        Path yarnJar = distribution.jars().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("flink-yarn"))
                .findFirst()
                .orElseThrow();
        Path logging = Files.writeString(folder.resolve("log4j.properties"), "rootLogger.level = INFO");
        Map<String, String> entries = new TreeMap<>(configuration.toMap());
        // What Flink's scripts and its command line add.
        entries.put("yarn.flink-dist-jar", yarnJar.toString());
        entries.put("$internal.yarn.log-config-file", logging.toString());
        String shipKey = distribution.version().isAtLeast(1, 12) ? "yarn.ship-files" : "yarn.ship-directories";
        entries.merge(shipKey, lib.toString(), (shipped, libraries) -> shipped + ";" + libraries);
        YarnConfiguration yarn = new YarnConfiguration();
        for (String file : new String[] {"core-site.xml", "yarn-site.xml"}) {
            yarn.addResource(new org.apache.hadoop.fs.Path(
                    bed.yarn().confDirectory().resolve(file).toUri()));
        }
        // Flink 1.11 stages in the home directory of the file system, which is that of this JVM's user.
        String home = System.getProperty("user.home");
        System.setProperty(
                "user.home", bed.yarn().workDirectory().resolve("staging").toString());
        try {
            String id = FlinkDescriptor.handIn(distribution, entries, yarn, MEBIBYTES);
            Map<String, String> facts = SubmissionFacts.of(bed.yarn().submission(id), distribution.version(), folder);
            bed.remove(id);
            return facts;
        } finally {
            System.setProperty("user.home", home);
        }
    }

    private Map<String, String> handedInByParley(FlinkDistribution distribution, FlinkConfiguration configuration) {
        Set<String> before = bed.runningApplications();
        Map<String, String> facts = new TreeMap<>();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> bed.launcher()
                        .launch(bed.request(configuration, distribution).build(), event -> {
                            if (event.phase() == Phase.WAIT && facts.isEmpty()) {
                                Set<String> ids = new TreeSet<>(bed.runningApplications());
                                ids.removeAll(before);
                                facts.putAll(read(ids.iterator().next(), distribution.version()));
                                Thread.currentThread().interrupt();
                            }
                        }));
        return facts;
    }

    private Map<String, String> read(String id, FlinkVersion version) {
        try {
            return SubmissionFacts.of(bed.yarn().submission(id), version, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void handsInWhatFlinksOwnClientHandsIn(String version) throws Exception {
        FlinkVersion flink = FlinkVersion.parse(version);
        FlinkDistribution distribution = FlinkDistributions.collected(LaunchTestBed.EXAMPLES, flink);
        FlinkConfiguration configuration = bed.yarn().pointHere(FlinkConfiguration.of(keys(flink)));
        Map<String, String> flinks = handedInByFlink(distribution, configuration);
        Map<String, String> ours = handedInByParley(distribution, configuration);
        Set<String> names = new TreeSet<>(flinks.keySet());
        names.addAll(ours.keySet());
        Set<String> differing = new TreeSet<>();
        List<String> unintended = new ArrayList<>();
        for (String name : names) {
            String flinksValue = flinks.getOrDefault(name, NOTHING);
            String ourValue = ours.getOrDefault(name, NOTHING);
            if (!flinksValue.equals(ourValue)) {
                Optional<String> intended = INTENDED.keySet().stream()
                        .filter(pattern -> name.matches(pattern))
                        .findFirst();
                intended.ifPresent(differing::add);
                if (intended.isEmpty()) {
                    unintended.add(name + ": Flink hands in " + flinksValue + ", Parley " + ourValue);
                }
            }
        }
        assertThat(unintended).isEmpty();
        Set<String> expected = new TreeSet<>(INTENDED.keySet());
        expected.removeAll(flink.isAtLeast(1, 12) ? IN_OLD_FLINK_ONLY : IN_NEW_FLINK_ONLY);
        assertThat(differing).isEqualTo(expected);
        assertThat(ours)
                .hasSizeGreaterThan(200)
                .as("the vcores that are granted")
                .containsEntry("variable MALLOC_ARENA_MAX", "2")
                .as("what Flink needs on the Java of this test, then the user's own text")
                .containsEntry(
                        "key env.java.opts.taskmanager",
                        "-XX:+IgnoreUnrecognizedVMOptions " + NEEDED_ON_JAVA_17 + " -Dtm=3 -Dquoted='a b'");
    }
}
