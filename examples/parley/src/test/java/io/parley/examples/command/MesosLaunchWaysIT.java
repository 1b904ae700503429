package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.api.configuration.FlinkVersion;
import io.parley.examples.launch.ExamplesDirectory;
import io.parley.examples.launch.FlinkDistributions;
import io.parley.examples.launch.MesosUnderTest;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * The ways to a real JobManager by {@code launch --environment mesos}: a master that ZooKeeper names, one over TLS with
 * credentials, a Flink that is fetched; with the simulator of Mesos or a live master, which ignores credentials.
 */
@Timeout(240)
class MesosLaunchWaysIT {

    private static final FlinkVersion VERSION = FlinkVersion.parse("2.3.0");
    private static final String MEASURED = "the process's own command line";

    private static final SimulatorSettings SETTINGS =
            SimulatorSettings.usual().onFreePorts().faster(5).withCredential("flink", "hunter2-mesos");

    /** What the processes of a test and no others have among their arguments. */
    private final String mark = "-Dparley.it=" + UUID.randomUUID();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        assertThat(MesosUnderTest.remaining(mark)).isEmpty();
    }

    private Run.Result launch(String master, String... keys) {
        List<String> arguments = new ArrayList<>(
                List.of("launch", "--environment", "mesos", "--master", master, "--flink-version", VERSION.toString()));
        Stream.concat(
                        Stream.of(
                                "env.java.opts.all=" + mark,
                                "env.java.home=" + System.getProperty("java.home"),
                                "mesos.resourcemanager.framework.principal=flink",
                                "mesos.resourcemanager.framework.secret=hunter2-mesos"),
                        Stream.of(keys))
                .forEach(key -> arguments.addAll(List.of("-D", key)));
        return Run.PARLEY.run(arguments.toArray(String[]::new));
    }

    private static void assertAsPlanned(Run.Result result) {
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out())
                .contains("Planned against measured", "-Xmx1073741824", MEASURED)
                .doesNotContain("not measured");
        assertThat(result.out().lines().filter(line -> line.contains(MEASURED))).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void masterThatIsElectedInARealZooKeeper(MesosUnderTest.Kind kind, @TempDir Path folder) throws Exception {
        NIOServerCnxnFactory server = new NIOServerCnxnFactory();
        server.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.startup(new ZooKeeperServer(folder.toFile(), folder.toFile(), 500));
        String servers = "127.0.0.1:" + server.getLocalPort();
        ZooKeeper session = session(servers);
        try (MesosUnderTest master = MesosUnderTest.open(kind, SETTINGS)) {
            session.create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            session.create(
                    "/mesos/json.info_",
                    information(master.address()).getBytes(StandardCharsets.UTF_8),
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.EPHEMERAL_SEQUENTIAL);

            Run.Result result = launch("zk://flink:hunter2-zookeeper@" + servers + "/mesos");

            assertAsPlanned(result);
            assertThat(result.out())
                    .contains("zk://flink:…@" + servers + "/mesos")
                    .doesNotContain("hunter2");

            Run.Result elsewhere = launch("zk://" + servers + "/nowhere", "parley.mesos.master-timeout=3 s");
            assertThat(elsewhere.status()).isEqualTo(1);
            assertThat(elsewhere.err())
                    .contains("has no node /nowhere: no master was ever started with this address", "mesos.master");
        } finally {
            session.close(2000);
            server.shutdown();
        }
        Run.Result away = launch("zk://" + servers + "/mesos", "parley.mesos.master-timeout=3 s");
        assertThat(away.status()).isEqualTo(1);
        assertThat(away.err()).contains("ZooKeeper (zk://" + servers + "/mesos) does not answer", "mesos.master");
    }

    /** As a master writes it: the address is a number, its first byte the lowest. */
    private static String information(URI master) throws IOException {
        int ip = ByteBuffer.wrap(InetAddress.getByName(master.getHost()).getAddress())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        return "{\"id\":\"m\",\"ip\":" + Integer.toUnsignedString(ip) + ",\"port\":" + master.getPort()
                + ",\"hostname\":\"" + master.getHost() + "\"}";
    }

    private static ZooKeeper session(String servers) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper session = new ZooKeeper(servers, 10_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
        return session;
    }

    @ParameterizedTest
    @EnumSource
    void secretsArriveWhereTheyAreNeededAndNowhereElse(MesosUnderTest.Kind kind, @TempDir Path folder)
            throws Exception {
        Certificates certificates = Certificates.of(folder, "ip:127.0.0.1");
        List<Path> before = staged();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("io.parley");
        Level level = root.getLevel();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        try (MesosUnderTest master = MesosUnderTest.open(kind, SETTINGS);
                Relay relay = new Relay(master.address(), certificates.server())) {
            Run.Result result = launch(
                    "https://127.0.0.1:" + relay.port(),
                    "s3.secret-key=hunter2-flink",
                    "parley.mesos.ssl.truststore=" + certificates.trust(),
                    "parley.mesos.ssl.truststore-password=" + Certificates.PASSWORD);

            assertAsPlanned(result);
            assertThat(result.out() + result.err()).doesNotContain("hunter2");
            String said = relay.said();
            assertThat(said).contains("POST /api/v1/scheduler", "config.yaml");
            assertThat(said).doesNotContain("hunter2");
            String credentials =
                    Base64.getEncoder().encodeToString("flink:hunter2-mesos".getBytes(StandardCharsets.UTF_8));
            assertThat(said.lines().filter(line -> line.contains(credentials)))
                    .isNotEmpty()
                    .allMatch(line -> line.equals("Authorization: Basic " + credentials));
            if (kind == MesosUnderTest.Kind.SIMULATED) {
                assertHasSecretsInTheConfigurationOnly(master.script());
            }
        } finally {
            root.detachAppender(log);
            root.setLevel(level);
        }
        assertThat(log.list.stream().map(event -> event.getFormattedMessage() + event.getThrowableProxy()))
                .noneMatch(line -> line.contains("hunter2"));
        assertThat(staged()).isEqualTo(before);
    }

    /** The secrets of Flink are in its configuration and in no other file of the agents. */
    private static void assertHasSecretsInTheConfigurationOnly(MesosSimulator simulator) throws IOException {
        int configurations = 0;
        try (Stream<Path> files = Files.walk(simulator.workDirectory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (String.valueOf(file.getFileName()).equals("config.yaml")) {
                    configurations++;
                    assertThat(text).contains("hunter2-flink").doesNotContain("hunter2-mesos", "hunter2-truststore");
                } else {
                    assertThat(text).as(file.toString()).doesNotContain("hunter2");
                }
            }
        }
        assertThat(configurations).isEqualTo(1);
    }

    private static List<Path> staged() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> Files.exists(file.resolve("config.yaml"))
                            && Objects.toString(file.getFileName()).startsWith("parley-mesos-"))
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flinkThatTheAgentFetchesAndUnpacks(MesosUnderTest.Kind kind, @TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/config.yaml"), "s3.secret-key: of-the-archive\n");
        Path lib = Objects.requireNonNull(FlinkDistributions.collected(ExamplesDirectory.ofThisProcess(), VERSION)
                .jars()
                .get(0)
                .getParent());
        Path archive = folder.resolve("flink.tar.gz");
        Process tar = new ProcessBuilder(
                        "tar",
                        "-czf",
                        archive.toString(),
                        "--transform=s,^,flink-2.3.0/,",
                        "-C",
                        folder.toString(),
                        "conf",
                        "-C",
                        Objects.requireNonNull(lib.getParent()).toString(),
                        "lib")
                .inheritIO()
                .start();
        assertThat(tar.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(tar.exitValue()).isZero();

        try (MesosUnderTest master = MesosUnderTest.open(kind, SETTINGS)) {
            Run.Result result = launch(
                    master.address().toString(),
                    "mesos.resourcemanager.tasks.uris=" + archive.toUri(),
                    "parley.mesos.flink-home=flink-2.3.0",
                    "s3.secret-key=hunter2-flink");

            assertAsPlanned(result);
            assertThat(result.out()).contains("[s3.secret-key] may be secrets and were not handed over");
            assertThat(result.out() + result.err()).doesNotContain("hunter2");
            if (kind == MesosUnderTest.Kind.SIMULATED) {
                try (Stream<Path> files = Files.walk(master.script().workDirectory())) {
                    assertThat(files.filter(file -> file.endsWith("flink-2.3.0/lib")))
                            .hasSize(1);
                }
            }

            Run.Result missing = launch(
                    master.address().toString(),
                    "mesos.resourcemanager.tasks.uris="
                            + folder.resolve("none.tar.gz").toUri(),
                    "parley.mesos.flink-home=flink-2.3.0");
            assertThat(missing.status()).isEqualTo(1);
            assertThat(missing.err())
                    .contains("none.tar.gz", "mesos.resourcemanager.tasks.uris", master.address() + "/#/agents/");
        }
    }
}
