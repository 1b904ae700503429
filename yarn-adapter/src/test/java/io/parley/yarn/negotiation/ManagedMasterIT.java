package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application master that is killed in its container, and whose next attempt has the containers of the one before.
 */
class ManagedMasterIT {

    private static final Duration WAIT = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    private final WorkerProcesses processes = new WorkerProcesses();

    @Test
    void theSecondAttemptAdoptsWhatTheKilledFirstOneStarted() throws Exception {
        try (TestCluster cluster = TestCluster.start(directory, 1, 2, Map.of());
                YarnClient client = YarnClient.createYarnClient()) {
            client.init(cluster.configuration());
            client.start();
            try (OutputStream file = Files.newOutputStream(directory.resolve(ManagedMaster.CONFIGURATION))) {
                cluster.configuration().writeXml(file);
            }
            ApplicationId application = submit(client);

            ManagedMaster.Notes first = awaitNotes(1);
            assertThat(Files.readAllLines(directory.resolve(ManagedMaster.THREADS)))
                    .as("threads of a process that does nothing but negotiate")
                    .anyMatch(name -> name.startsWith("AMRM Heartbeater"))
                    .allMatch(ClientThreads::isOfJavaOrHadoop);
            Map<Integer, Long> before = processes();
            assertThat(ProcessHandle.of(first.process()).orElseThrow().destroyForcibly())
                    .isTrue();
            ManagedMaster.Notes second = awaitNotes(2);

            assertThat(second.process()).isNotEqualTo(first.process());
            assertThat(second.containers())
                    .hasSize(ManagedMaster.WORKERS + 1)
                    .containsAllEntriesOf(first.containers())
                    .hasEntrySatisfying(
                            ManagedMaster.ONE_MORE,
                            container -> assertThat(
                                            container.getApplicationAttemptId().getAttemptId())
                                    .isEqualTo(2));
            assertThat(processes()).containsAllEntriesOf(before);
            TestCluster.await(
                    "what nobody adopted ends",
                    WAIT,
                    () -> processes.running(ManagedMaster.UNWANTED) == 0
                            && processes.running() == ManagedMaster.WORKERS + 1);

            Files.createFile(directory.resolve(ManagedMaster.FINISH));
            TestCluster.await(
                    "the application ends",
                    WAIT,
                    () -> cluster.application(application).getFinalApplicationStatus()
                            == FinalApplicationStatus.SUCCEEDED);
            TestCluster.await("its workers end", WAIT, () -> processes.running() == 0);
        }
    }

    private ApplicationId submit(YarnClient client) throws Exception {
        ApplicationSubmissionContext context = client.createApplication().getApplicationSubmissionContext();
        context.setApplicationName("managed");
        context.setQueue("default");
        context.setMaxAppAttempts(2);
        context.setKeepContainersAcrossApplicationAttempts(true);
        context.setResource(Resource.newInstance(512, 1));
        context.setAMContainerSpec(ContainerLaunchContext.newInstance(
                Map.of(),
                Map.of("CLASSPATH", System.getProperty("java.class.path")),
                List.of("exec " + Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx128m "
                        + ManagedMaster.class.getName() + " " + directory + " " + processes.mark()
                        + " 1><LOG_DIR>/stdout 2><LOG_DIR>/stderr"),
                Map.of(),
                null,
                Map.of()));
        return client.submitApplication(context);
    }

    private static ManagedMaster.Notes awaitNotes(int attempt) throws Exception {
        TestCluster.await(
                "attempt " + attempt + " has its workers",
                WAIT,
                () -> Files.exists(ManagedMaster.Notes.file(directory, attempt)));
        return ManagedMaster.Notes.read(directory, attempt);
    }

    private Map<Integer, Long> processes() {
        Map<Integer, Long> found = new HashMap<>();
        for (int worker = 0; worker < ManagedMaster.WORKERS; worker++) {
            found.put(worker, processes.only(worker));
        }
        return found;
    }
}
