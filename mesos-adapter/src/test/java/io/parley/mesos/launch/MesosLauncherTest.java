package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.client.ClientListener;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.state.FileFrameworkStore;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.KnownTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class MesosLauncherTest {

    private static LaunchRequest request(String... keys) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < keys.length; i += 2) {
            map.put(keys[i], keys[i + 1]);
        }
        FlinkConfiguration configuration = FlinkConfiguration.of(map);
        return LaunchRequest.of(
                        new MesosResourceTranslator()
                                .requirements(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), configuration),
                        configuration,
                        new FlinkDistribution(FlinkVersion.line(2, 3), List.of(Path.of("/jars/flink.jar"))))
                .startTimeout(Duration.ofSeconds(2))
                .build();
    }

    private static String preview(String... keys) {
        return new MesosLauncher().preview(request(keys));
    }

    @Test
    void previewNamesTheMasterTheFrameworkTheAskAndTheCommand() {
        assertThat(preview("mesos.master", "http://m:5050", "mesos.resourcemanager.framework.role", "eng"))
                .contains(
                        "masters: http://m:5050",
                        "role eng",
                        "1600 MiB of memory",
                        "2 ports",
                        "-cp /jars/flink.jar org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                        "config.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "parley.mesos.constraints, rack:NEAR:x",
        "mesos.resourcemanager.declined-offer-refuse-duration, -1",
        "mesos.failover-timeout, -5",
        "mesos.resourcemanager.framework.role, -x",
        "mesos.resourcemanager.framework.secret, hunter2",
        "parley.mesos.ssl.truststore, /no/such/store",
        "parley.mesos.event-memory, 1k"
    })
    void previewRefusesWhatALaunchWould(String key, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> preview("mesos.master", "https://m:5050", key, value))
                .withMessageContaining(key)
                .withMessageNotContaining("hunter2");
    }

    @Test
    void previewNamesWhoSubscribesAndWhichAgentsAreWanted() {
        assertThat(preview(
                        "mesos.resourcemanager.framework.principal",
                        "flink",
                        "mesos.resourcemanager.framework.secret",
                        "hunter2",
                        "parley.mesos.state-file",
                        "/var/lib/f",
                        "mesos.master",
                        "m:5050",
                        "parley.mesos.constraints",
                        "rack:IS:r1"))
                .contains("principal flink", "state: /var/lib/f", "constraints: rack:IS:r1")
                .doesNotContain("hunter2");
    }

    @Test
    void previewNamesWhatIsNotHandedOver() {
        assertThat(preview(
                        "s3.secret-key",
                        "hunter2",
                        "parley.mesos.flink-home",
                        "/opt/flink",
                        "parley.mesos.ssl.truststore-password",
                        "hunter2",
                        "containerized.master.env.TOKEN",
                        "hunter2"))
                .contains("not handed over: s3.secret-key\n", "/opt/flink/lib/*")
                .doesNotContain("hunter2", "config.yaml");
        assertThat(preview("s3.secret-key", "hunter2"))
                .contains("not handed over: nothing")
                .doesNotContain("hunter2");
    }

    @Test
    void previewTellsWhatDoesNotComeToTheProcessAndWhatBecomesOfAKilledLaunch() {
        assertThat(preview(
                        "rest.port",
                        "8081",
                        "mesos.resourcemanager.unused-offer-expiration",
                        "1000",
                        "parley.mesos.flink-home",
                        "/f",
                        "s3.secret-key",
                        "hunter2"))
                .contains(
                        "kept for 300 s where this process is killed",
                        "remark: mesos.resourcemanager.unused-offer-expiration has no effect",
                        "remark: rest.port (8081) has no effect",
                        "remark: [s3.secret-key] may be secrets")
                .doesNotContain("hunter2");
        assertThat(preview("rest.port", "31500", "mesos.failover-timeout", "60"))
                .contains("kept for 60 s where", "rest.port=31500")
                .doesNotContain("remark:");
    }

    @Test
    void stateFileThatCannotBeUsedIsToldByItsKey(@TempDir Path directory) {
        Path missing = directory.resolve("none").resolve("state");
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> new MesosLauncher()
                        .launch(
                                request("mesos.master", "127.0.0.1:1", "parley.mesos.state-file", missing.toString()),
                                LaunchListener.NONE))
                .withMessage("Cannot launch on Mesos with the file of parley.mesos.state-file. Cannot keep the state of"
                        + " a framework in " + missing + ": its folder does not exist. Name a file in a folder that"
                        + " exists and may be written to, on a disk with room.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MesosLauncher()
                        .launch(
                                request("mesos.master", "127.0.0.1:1", "parley.mesos.state-file", "a\0b"),
                                LaunchListener.NONE))
                .withMessageStartingWith("Cannot use parley.mesos.state-file (")
                .withMessageEndingWith("it names no file, for Nul character not allowed. Write the path of one.");
    }

    @Test
    void masterThatIsNotNamedIsToldByItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MesosLauncher().launch(request(), LaunchListener.NONE))
                .withMessageContainingAll("nothing tells where its masters are", "mesos.master");
    }

    private static int portWithoutAServer() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void masterThatDoesNotAnswerIsToldInTime() throws IOException {
        int port = portWithoutAServer();
        LaunchRequest request = request("mesos.master", "127.0.0.1:" + port);
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> new MesosLauncher().launch(request, LaunchListener.NONE))
                .withMessageContainingAll("127.0.0.1:" + port, "no master took the subscription", "mesos.master");
    }

    @Test
    void passwordOfZooKeeperIsNeverShown() throws IOException {
        String servers = "127.0.0.1:" + portWithoutAServer() + "/mesos";
        LaunchRequest request = request("mesos.master", "zk://flink:hunter2@" + servers);
        List<String> told = new CopyOnWriteArrayList<>();

        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> new MesosLauncher().launch(request, event -> told.add(event.toString())))
                .satisfies(e -> assertThat(e).message().contains(servers).doesNotContain("hunter2"));
        assertThat(String.join("\n", told)).contains("zk://flink:…@" + servers).doesNotContain("hunter2");
        assertThat(new MesosLauncher().preview(request))
                .contains("masters: zk://flink:…@" + servers)
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zk://flink:hunter2@m:2181", "http://flink:hunter2@m:5050", "zk://hunter2@m:2181/mesos"})
    void passwordOfAnAddressThatIsWrongIsNotShownEither(String address) {
        assertThat(preview("mesos.master", address))
                .contains("masters: none. ", "mesos.master")
                .doesNotContain("hunter2");
    }

    @Test
    void previewHidesWhoFetches() {
        assertThat(preview(
                        "mesos.resourcemanager.tasks.uris",
                        "https://me:hunter2@repo/a.tgz,s3a://repo/b.tgz?X-Sig=hunter2#hunter2",
                        "mesos.resourcemanager.tasks.bootstrap-cmd",
                        "curl https://me:hunter2@repo/c"))
                .contains("https://******@repo/a.tgz", "s3a://repo/b.tgz?******", "curl https://******@repo/c")
                .doesNotContain("hunter2");
    }

    @Test
    void listenerThatThrowsAtTheEndLeavesNoThreadAndNoFile() throws IOException, InterruptedException {
        String mark = "mark-" + UUID.randomUUID();
        LaunchRequest request = request("mesos.master", "127.0.0.1:" + portWithoutAServer(), "user.mark", mark);

        assertThatIllegalStateException()
                .isThrownBy(() -> new MesosLauncher().launch(request, event -> {
                    if (event.phase() == LaunchEvent.Phase.STOP) {
                        assertThat(staged(mark)).hasSize(1);
                        throw new IllegalStateException("of the listener");
                    }
                }));

        assertThat(staged(mark)).isEmpty();
        for (int tries = 0; tries < 200 && !threads().isEmpty(); tries++) {
            Thread.sleep(20);
        }
        assertThat(threads()).isEmpty();
    }

    private static List<Path> staged(String mark) {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("parley-mesos-"))
                    .map(folder -> folder.resolve("config.yaml"))
                    .filter(file -> holds(file, mark))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Other files may go meanwhile. */
    private static boolean holds(Path file, String mark) {
        try {
            return Files.readString(file).contains(mark);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("parley-mesos"))
                .toList();
    }

    private static KnownTask task(String id, KnownTask.Phase phase) {
        return new KnownTask(
                id,
                "JobManager",
                "S0",
                "agent.example",
                "http://h:5051",
                1000,
                1600,
                Map.of("rest.port", 31000),
                phase);
    }

    private static FrameworkState kept(Path file, KnownTask... tasks) throws IOException {
        try (FileFrameworkStore store = FileFrameworkStore.open(file)) {
            if (tasks.length > 0) {
                store.append(List.of(new FrameworkState.Change.Subscribed("f-1")));
            }
            for (KnownTask task : tasks) {
                store.append(List.of(new FrameworkState.Change.TaskChanged(task)));
            }
            return store.load();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LAUNCHED", "RUNNING"})
    void taskOfAnEarlierLaunchIsLeftAloneAndNoMasterIsAsked(KnownTask.Phase phase, @TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("state");
        FrameworkState before = kept(file, task("gone", KnownTask.Phase.UNWANTED), task("jm-1", phase));
        try (ServerSocket master = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            LaunchRequest request = request(
                    "mesos.master", "127.0.0.1:" + master.getLocalPort(), "parley.mesos.state-file", file.toString());

            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> new MesosLauncher().launch(request, LaunchListener.NONE))
                    .withMessageContainingAll("f-1", "jm-1 on agent.example", "parley.mesos.state-file", "TEARDOWN")
                    .satisfies(e -> assertThat(e).message().doesNotContain("gone"));

            master.setSoTimeout(200);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(master::accept);
        }
        assertThat(kept(file)).isEqualTo(before);
    }

    /** The time to start is 2 s, and as much is given to a subscription that may be under way. */
    @Test
    @Timeout(15)
    void frameworkOfWhichNobodyWantsAnythingIsKeptWhereNoMasterIsThereToEndIt(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("state");
        FrameworkState before = kept(file, task("gone", KnownTask.Phase.UNWANTED));
        LaunchRequest request = request(
                "mesos.master", "127.0.0.1:" + portWithoutAServer(), "parley.mesos.state-file", file.toString());

        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> new MesosLauncher().launch(request, LaunchListener.NONE))
                .withMessageContaining("no master took the subscription");
        assertThat(kept(file)).isEqualTo(before);
    }

    private static FlinkConfiguration with(String... keys) {
        return request(keys).configuration();
    }

    @Test
    void onlyThisUserMayReadTheStagedConfigurationAndItHoldsWhatFlinkNeedsAlone() throws IOException {
        LaunchRequest request = request(
                "s3.secret-key", "hunter2-flink",
                "mesos.resourcemanager.framework.secret", "hunter2-mesos",
                "parley.mesos.ssl.truststore-password", "hunter2-parley",
                "containerized.master.env.TOKEN", "hunter2-variable");
        Path file;
        try (StagedConfiguration staged = StagedConfiguration.write(request)) {
            file = staged.file();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(Objects.requireNonNull(file.getParent()))))
                    .isEqualTo("rwx------");
            assertThat(Files.readString(file))
                    .contains("hunter2-flink")
                    .doesNotContain("hunter2-mesos", "hunter2-parley", "hunter2-variable");
            assertThat(staged.toString()).doesNotContain("hunter2");
        }
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void nothingIsStagedForAFlinkWithAHome() throws IOException {
        String mark = "mark-" + UUID.randomUUID();
        LaunchRequest request = request(
                "mesos.master",
                "127.0.0.1:" + portWithoutAServer(),
                "user.mark",
                mark,
                "parley.mesos.flink-home",
                "/f");
        List<LaunchEvent.Phase> phases = new CopyOnWriteArrayList<>();

        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> new MesosLauncher().launch(request, event -> {
                    phases.add(event.phase());
                    assertThat(staged(mark)).isEmpty();
                }));
        assertThat(phases).contains(LaunchEvent.Phase.CONNECT).doesNotContain(LaunchEvent.Phase.STAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parley.mesos.ssl.truststore|/no/such|https://m:5050|There is no trust store /no/such. Check the file",
                "parley.mesos.ssl.truststore|/no/such|http://m:5050|http://m:5050 is spoken to without. Write https://",
                "parley.mesos.master-timeout|0 s|m:5050|a master cannot be looked for during PT0S",
                "parley.mesos.event-memory|1048575b|m:5050|from 1 MiB (1048576 bytes) to less than 2048 MiB, not 1",
                "parley.mesos.event-memory|2g|m:5050|less than 2048 MiB, not 2048 MiB (2147483648 bytes). Write 64m,",
                "mesos.resourcemanager.framework.secret|hunter2|m:5050|Set mesos.resourcemanager.framework.principal"
            })
    void whatSaysHowToSpeakToMastersIsRefusedByItsKey(String key, String value, String master, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterAccess.of(with(key, value, "mesos.master", master), ClientListener.NONE))
                .withMessageStartingWith("Cannot use " + key + " (")
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e).message().doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({"1m, 1048576", "2147483647b, 2147483647", "64 mb, 67108864", ", 33554432"})
    void anEventMayTakeAsMuchMemoryAsItsKeySays(@Nullable String value, int bytes) {
        FlinkConfiguration configuration = value == null
                ? with("mesos.master", "m:5050")
                : with("mesos.master", "m:5050", "parley.mesos.event-memory", value);
        ClientOptions.Bounds bounds =
                MasterAccess.of(configuration, ClientListener.NONE).client().bounds();

        assertThat(bounds)
                .isEqualTo(new ClientOptions.Bounds(
                        bytes,
                        ClientOptions.Bounds.DEFAULT.backlogBytes(),
                        ClientOptions.Bounds.DEFAULT.queuedCalls()));
    }

    @Test
    void textOfTheWayToTheMastersHasNoSecret() {
        MasterAccess access = MasterAccess.of(
                with(
                        "mesos.master",
                        "zk://flink:hunter2@z:2181/mesos",
                        "mesos.resourcemanager.framework.principal",
                        "flink",
                        "mesos.resourcemanager.framework.secret",
                        "hunter2"),
                ClientListener.NONE);

        assertThat(access.toString()).contains("flink").doesNotContain("hunter2");
        assertThat(access.client().waits().firstSubscription()).isEqualTo(Duration.ofMinutes(1));
    }
}
