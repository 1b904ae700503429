package io.parley.examples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.admission.CheckedCluster.Ask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts on a real cluster with the Fair scheduler and one node of 4096 MiB and 4 vcores. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class FairAdmissionIT {

    private static final String ALLOCATIONS = """
            <allocations>
              <queue name="root">
                <aclSubmitApps> </aclSubmitApps>
                <aclAdministerApps> </aclAdministerApps>
                <queue name="masters"><aclSubmitApps>*</aclSubmitApps></queue>
                <queue name="idle"><aclSubmitApps>*</aclSubmitApps></queue>
                <queue name="threads"><aclSubmitApps>*</aclSubmitApps></queue>
                <queue name="free"><aclSubmitApps>*</aclSubmitApps><maxAMShare>-1.0</maxAMShare></queue>
                <queue name="small">
                  <aclSubmitApps>*</aclSubmitApps>
                  <maxAMShare>-1.0</maxAMShare>
                  <maxResources>1024 mb, 2 vcores</maxResources>
                </queue>
                <queue name="limited">
                  <aclSubmitApps>*</aclSubmitApps>
                  <maxContainerAllocation>1024 mb, 4 vcores</maxContainerAllocation>
                </queue>
                <queue name="closed"/>
                <queue name="team" type="parent">
                  <aclSubmitApps>*</aclSubmitApps>
                  <queue name="day"/>
                </queue>
              </queue>
            </allocations>
            """;

    private CheckedCluster cluster;
    private Experiment experiment;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Map<String, String> settings = new TreeMap<>();
        settings.put(
                "yarn.resourcemanager.scheduler.class",
                "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler");
        settings.put(
                "yarn.scheduler.fair.allocation.file",
                Files.writeString(directory.resolve("allocations.xml"), ALLOCATIONS)
                        .toString());
        settings.put("yarn.scheduler.minimum-allocation-mb", "512");
        settings.put("yarn.resource-types.memory-mb.increment-allocation", "256 Mi");
        settings.put("yarn.scheduler.maximum-allocation-mb", "3584");
        settings.put("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "4096");
        // The mini cluster's node is as large as the key above says; clients read this one.
        settings.put("yarn.nodemanager.resource.memory-mb", "4096");
        settings.put("yarn.nodemanager.resource.cpu-vcores", "4");
        cluster = new CheckedCluster(settings, 1);
        experiment = new Experiment(cluster, new Patience());
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    @Order(1)
    void whatIsAdmittedStarts() throws Exception {
        experiment.admitted(Ask.of("masters", 2048).vcores(2));
        experiment.admitted(Ask.of("free", 3584).vcores(4));
        experiment.admitted(Ask.of("root.team.day", 1024));
        experiment.admitted(Ask.of("team.made", 1024));
        experiment.admitted(Ask.of("small", 1024).vcores(2));
    }

    @Test
    @Order(2)
    void theShareOfMastersHoldsNoMoreThanItsPart() throws Exception {
        ApplicationId first = cluster.submit(Ask.of("masters", 1536));
        cluster.awaitStart(first);
        ApplicationId second = experiment.waits(
                Ask.of("masters", 1024),
                "The share of application masters in queue root.masters has no room now, 50 % (queueMaxAMShareDefault).");
        cluster.awaitDiagnostics(second, "exceeds maximum AM resource allowed");
        cluster.end(first);
        cluster.awaitStart(second);
        cluster.end(second);
    }

    @Test
    @Order(3)
    void waitsWhileTheNodeIsFull() throws Exception {
        ApplicationId first = cluster.submit(Ask.of("free", 3584));
        cluster.awaitStart(first);
        ApplicationId second = experiment.waits(
                Ask.of("small", 1024), "No node has that much memory free now. Asked 1024 MiB, available 512 MiB.");
        assertThat(cluster.isStarted(second)).isFalse();
        cluster.end(first);
        cluster.awaitStart(second);
        cluster.end(second);
    }

    @Test
    @Order(4)
    void whatFitsNowhereWaitsForEver() throws Exception {
        experiment.waitsForEver(
                Ask.of("idle", 2049),
                "The share of application masters in queue root.idle is smaller, 50 % (queueMaxAMShareDefault). Asked"
                        + " 2304 MiB, available 2048 MiB. Lower jobmanager.memory.process.size to 2048m, or raise",
                "exceeds maximum AM resource allowed");
        experiment.waitsForEver(
                Ask.of("threads", 1024).vcores(3),
                "Asked 3 vcores, available 2 vcores. Lower yarn.appmaster.vcores to 2, or raise queueMaxAMShareDefault.",
                "exceeds maximum AM resource allowed");
        experiment.waitsForEver(
                Ask.of("small", 1536),
                "All of queue root.small may use less memory (maxResources of queue root.small). Asked 1536 MiB,"
                        + " available 1024 MiB.",
                "maximum resource allowed");
    }

    @Test
    @Order(5)
    void whatIsRefusedIsNever() throws Exception {
        experiment.rejected(Ask.of("team", 1024), "Queue root.team has no applications of its own", "not a leaf queue");
        experiment.rejected(Ask.of("masters.below", 1024), "There is no queue root.masters.below.", "not a leaf queue");
        experiment.rejected(
                Ask.of("closed", 1024), " may not submit to queue root.closed (aclSubmitApps of", "permission");
        experiment.rejected(
                Ask.of("free", 3585),
                "(yarn.scheduler.maximum-allocation-mb). Asked 3585 MiB, available 3584 MiB.",
                "maximum allowed allocation");
        experiment.rejected(
                Ask.of("limited", 1025),
                "(maxContainerAllocation of queue root.limited). Asked 1025 MiB, available 1024 MiB.",
                "maximum allowed allocation");
        experiment.rejected(
                Ask.of("free", 1024).vcores(5),
                "fewer vcores (yarn.scheduler.maximum-allocation-vcores). Asked 5 vcores, available 4 vcores.",
                "maximum allowed allocation");
        experiment.rejected(
                Ask.of("free", 1024).labelled("special"),
                "FairScheduler has no node labels and refuses to look for one (special).",
                "label");
    }

    @Test
    @Order(6)
    void whatNeverStartsHasNotStartedLongAfterWhatWasAdmitted() throws Exception {
        experiment.nothingHasStarted(3);
    }
}
