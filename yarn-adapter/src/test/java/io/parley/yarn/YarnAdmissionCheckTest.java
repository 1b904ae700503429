package io.parley.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.PlanLowering;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class YarnAdmissionCheckTest {

    @TempDir
    private Path directory;

    private final YarnAdmissionCheck check = new YarnAdmissionCheck();

    @BeforeEach
    void knowOrdinaryResources() {
        YarnSamples.plainResources();
    }

    private void write(String file, Map<String, String> properties) throws IOException {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
        properties.forEach((name, value) -> text.append("<property><name>")
                .append(name)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
        Files.writeString(directory.resolve(file), text.append("</configuration>\n"));
    }

    private FlinkConfiguration pointedHere(Map<String, String> keys) {
        FlinkConfiguration.Builder builder =
                FlinkConfiguration.builder().environmentVariables(Map.of("HADOOP_CONF_DIR", directory.toString()));
        keys.forEach(builder::set);
        return builder.build();
    }

    @Test
    void isRegisteredForYarnAndComplete() {
        assertThat(ServiceLoader.load(AdmissionCheck.class).stream().map(ServiceLoader.Provider::type))
                .contains(YarnAdmissionCheck.class);
        assertThat(check.environment()).isEqualTo("yarn");
        assertThat(check.isComplete()).isTrue();
    }

    @Test
    void saysThatDefaultsAreNoCluster() {
        assertThat(check.check(YarnSamples.jobManager(1600), FlinkConfiguration.of(Map.of()))
                        .verdict()
                        .explain())
                .startsWith("ADMIT  A JobManager of 1600 MiB, 1 vcore in queue default, as YARN's defaults say.")
                .endsWith(
                        "Offline: Neither HADOOP_CONF_DIR nor YARN_CONF_DIR is set. So the nodes and what is in use are not"
                                + " known. Set HADOOP_CONF_DIR to the directory of the cluster's yarn-site.xml.");
        assertThat(check.check(YarnSamples.jobManager(8193), FlinkConfiguration.of(Map.of()))
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.NEVER);
        assertThat(check.check(YarnSamples.jobManager(1600), pointedHere(Map.of()))
                        .verdict()
                        .explain())
                .contains("Offline: There is no yarn-site.xml in " + directory + ". ");
    }

    @Test
    @Timeout(60)
    void readsTheFilesWhereNobodyAnswers() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        write(
                "yarn-site.xml",
                Map.of(
                        "yarn.resourcemanager.address",
                        "127.0.0.1:" + closed,
                        "yarn.scheduler.maximum-allocation-mb",
                        "4096"));
        write(
                "capacity-scheduler.xml",
                Map.of(
                        "yarn.scheduler.capacity.root.queues",
                        "etl",
                        "yarn.scheduler.capacity.root.etl.maximum-allocation-mb",
                        "2048"));
        Verdict verdict = check.check(
                        YarnSamples.jobManager(2049), pointedHere(Map.of("yarn.application.queue", "etl")))
                .verdict();
        assertThat(verdict.explain())
                .startsWith(
                        "NEVER  A JobManager of 2049 MiB, 1 vcore in queue root.etl, as the files in " + directory
                                + " say.\n  NEVER  A container in this queue may have less memory"
                                + " (yarn.scheduler.capacity.root.etl.maximum-allocation-mb). Asked 2049 MiB, available 2048 MiB.")
                .contains("Offline: The ResourceManager at 127.0.0.1:" + closed
                        + " does not answer (Connection refused). So the nodes and what is in use are not known. Repeat this"
                        + " where the ResourceManager answers.");
    }

    @Test
    @Timeout(60)
    void doesNotWaitForAResourceManagerThatIsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            write("yarn-site.xml", Map.of("yarn.resourcemanager.address", "127.0.0.1:" + silent.getLocalPort()));
            long start = System.nanoTime();
            Verdict verdict = check.check(YarnSamples.jobManager(1024), pointedHere(Map.of()))
                    .verdict();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            assertThat(verdict.outcome()).isEqualTo(Outcome.ADMIT);
            assertThat(verdict.explain()).contains("does not answer (");
        }
    }

    @Test
    void namesTheFileThatAResourceManagerWouldNotStartWith() throws IOException {
        write(
                "yarn-site.xml",
                Map.of("yarn.resourcemanager.address", "127.0.0.1:1", "yarn.scheduler.minimum-allocation-mb", "much"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.check(YarnSamples.jobManager(1024), pointedHere(Map.of())))
                .withMessage("Cannot check YARN with " + directory.resolve("yarn-site.xml")
                        + ". Cannot use yarn.scheduler.minimum-allocation-mb: \"much\" is not a whole number in range. Write"
                        + " digits, for instance 1024.");
    }

    @Test
    void namesTheFilesOfAnAddressThatIsNone() throws IOException {
        write("yarn-site.xml", Map.of("yarn.resourcemanager.address", "no address"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.check(YarnSamples.jobManager(1024), pointedHere(Map.of())))
                .withMessageStartingWith("Cannot ask the ResourceManager: ")
                .withMessageContaining("no address")
                .withMessageContaining("yarn.resourcemanager.address")
                .withMessageEndingWith(". Correct the files in " + directory + ".");
    }

    @Test
    void saysWhereAFileIsNoXml() throws IOException {
        Path site = Files.writeString(directory.resolve("yarn-site.xml"), "<configuration><property>");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.check(YarnSamples.jobManager(1024), pointedHere(Map.of())))
                .withMessage("Cannot read YARN's limits from " + site
                        + ": Unexpected EOF; was expecting a close tag for element <property> in line 1, column 25."
                        + " Correct or remove the file.");
    }

    @Test
    void refusesWhatYarnCannotExpress() {
        assertThatThrownBy(() -> check.check(
                        YarnSamples.jobManager(1024).toBuilder()
                                .disk(MemorySize.ofMebibytes(1))
                                .build(),
                        FlinkConfiguration.of(Map.of())))
                .isInstanceOf(ResourceTranslationException.class);
    }

    @Test
    void warnsOfTheUsualWindowWithHighAvailabilityOnly() {
        String warning = "for failures older than 10000 ms do not count";
        assertThat(check.check(
                                YarnSamples.jobManager(1024),
                                FlinkConfiguration.of(Map.of("high-availability.type", "zookeeper")))
                        .verdict()
                        .explain())
                .contains(warning);
        assertThat(check.check(YarnSamples.jobManager(1024), FlinkConfiguration.of(Map.of()))
                        .verdict()
                        .explain())
                .doesNotContain(warning);
        assertThat(check.check(
                                YarnSamples.taskManager(1024),
                                FlinkConfiguration.of(Map.of("high-availability.type", "zookeeper")))
                        .verdict()
                        .explain())
                .doesNotContain(warning);
    }

    @Test
    void namesTheKeyThatAsksForTheLabel() throws IOException {
        write(
                "yarn-site.xml",
                Map.of(
                        "yarn.resourcemanager.address",
                        "127.0.0.1:1",
                        "yarn.resourcemanager.scheduler.class",
                        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler"));
        for (String key : List.of("parley.yarn.appmaster.node-label", "yarn.application.node-label")) {
            FlinkConfiguration configuration = pointedHere(Map.of(key, "fast"));
            assertThat(check.check(
                                    new YarnResourceTranslator()
                                            .requirements(
                                                    YarnSamples.jobManager(1024).plan(), configuration),
                                    configuration)
                            .verdict()
                            .reasons()
                            .get(0)
                            .cure())
                    .contains("Remove " + key + ".");
        }
    }

    @Test
    void keysOfFlinkForHadoopLieOverTheFiles() throws IOException {
        write("yarn-site.xml", Map.of("yarn.resourcemanager.address", "127.0.0.1:1"));
        assertThat(check.check(
                                YarnSamples.jobManager(1024),
                                pointedHere(Map.of("flink.yarn.resourcemanager.address", "127.0.0.1:2")))
                        .verdict()
                        .explain())
                .contains("The ResourceManager at 127.0.0.1:2 does not answer (");
    }

    @Test
    void filesAreNoAnswerOfAResourceManager() throws IOException {
        FlinkConfiguration nowhere = pointedHere(Map.of());
        assertThatThrownBy(() -> check.checkLive(
                        YarnSamples.jobManager(1024), nowhere, PlanLowering.BY_PLAN, Duration.ofSeconds(5)))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no yarn-site.xml that tells where a ResourceManager is");
        write("yarn-site.xml", Map.of("yarn.resourcemanager.address", "127.0.0.1:1"));
        assertThatThrownBy(() -> check.checkLive(
                        YarnSamples.jobManager(1024), nowhere, PlanLowering.BY_PLAN, Duration.ofSeconds(5)))
                .isInstanceOf(IOException.class)
                .hasMessage("Connection refused");
    }

    @Test
    @Timeout(60)
    void groupsThatNobodyTellsHoldNothingUp() throws IOException {
        write("yarn-site.xml", Map.of("yarn.resourcemanager.address", "127.0.0.1:1", "yarn.acl.enable", "true"));
        write(
                "capacity-scheduler.xml",
                Map.of(
                        "yarn.scheduler.capacity.root.queues",
                        "default",
                        "yarn.scheduler.capacity.root.acl_submit_applications",
                        "nobody staff",
                        "yarn.scheduler.capacity.root.acl_administer_queue",
                        " "));
        EndlessGroups.during(() -> {
            long start = System.nanoTime();
            assertThatThrownBy(() -> check.checkLive(
                            YarnSamples.jobManager(1024),
                            pointedHere(Map.of()),
                            PlanLowering.BY_PLAN,
                            Duration.ofSeconds(5)))
                    .hasMessage("Connection refused");
            Verdict files = check.checkFiles(YarnSamples.jobManager(1024), pointedHere(Map.of()), PlanLowering.BY_PLAN)
                    .orElseThrow()
                    .verdict();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(files.outcome()).isEqualTo(Outcome.ADMIT);
            assertThat(files.explain()).contains("could not be looked up");
        });
    }

    @Test
    @Timeout(30)
    void asksNoLongerThanItsLimit() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            write("yarn-site.xml", Map.of("yarn.resourcemanager.address", "127.0.0.1:" + silent.getLocalPort()));
            assertThatThrownBy(() -> check.checkLive(
                            YarnSamples.jobManager(1024),
                            pointedHere(Map.of()),
                            PlanLowering.BY_PLAN,
                            Duration.ofMillis(300)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("it did not answer within 300 ms");
        }
    }
}
