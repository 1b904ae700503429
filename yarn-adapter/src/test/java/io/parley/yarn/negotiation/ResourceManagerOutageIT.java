package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A ResourceManager that is away for a while, and a negotiation that lasts longer or ends meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ResourceManagerOutageIT {

    /** Ample for what takes 2 s, and short beside the minutes that Hadoop's clients take. */
    private static final Duration SOON = Duration.ofSeconds(25);

    private static final YarnNegotiatorOptions OPTIONS = YarnNegotiatorOptions.DEFAULT
            .withHeartbeat(new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofMillis(500)))
            .withEndWithin(Duration.ofSeconds(2));

    @TempDir
    static Path directory;

    private TestCluster cluster;

    @BeforeAll
    void startCluster() throws Exception {
        Map<String, String> settings = new HashMap<>(TestCluster.fixedPorts(""));
        settings.putAll(TestCluster.recovery(directory));
        cluster = TestCluster.start(directory, 1, 1, settings);
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    void anOutageIsToldOnceAndLosesNothing() throws Exception {
        Events events = new Events();
        try (UnmanagedApplication application = cluster.application("default");
                YarnNegotiator negotiator = application.negotiate(OPTIONS, events)) {
            DemandHandle<GrantedContainer> before = negotiator.ask(Workers.demand("before", 1024), Workers.SLEEP);
            GrantedContainer container = get(before.whenRunning());

            cluster.hadoop().stopResourceManager(0);
            DemandHandle<GrantedContainer> meanwhile = negotiator.ask(Workers.demand("meanwhile", 1024), Workers.SLEEP);
            TestCluster.await(
                    "heartbeats fail", WAIT, () -> negotiator.figures().failedHeartbeats() >= 3);
            assertThat(meanwhile.state()).isEqualTo(DemandState.PENDING);
            cluster.hadoop().restartResourceManager(0);

            get(meanwhile.whenRunning());
            assertThat(before.state()).isEqualTo(DemandState.RUNNING);
            assertThat(before.granted()).map(GrantedContainer::id).hasValue(container.id());
            assertThat(events.troubles())
                    .singleElement()
                    .extracting(Verdict::outcome)
                    .isEqualTo(Verdict.Outcome.WAIT);
            assertThat(events.exits()).isEmpty();
            TestCluster.await("no more containers", WAIT, () -> cluster.liveContainers(application.id()) == 2);
        }
    }

    @Test
    void whatIsGrantedAndNotStartedBeforeARestartIsAskedForAgainAndWhatTheCallerStartedIsKept() throws Exception {
        Events events = new Events();
        WorkerProcesses processes = new WorkerProcesses();
        try (UnmanagedApplication application = cluster.application("default");
                YarnNegotiator negotiator = application.negotiate(OPTIONS, events);
                NMClient nodes = NMClient.createNMClient()) {
            nodes.setNMTokenCache(negotiator.nodeTokens());
            nodes.init(cluster.configuration());
            nodes.start();
            nodes.cleanupRunningContainersOnStop(false);
            DemandHandle<GrantedContainer> started = negotiator.ask(Workers.demand("started", 1024));
            DemandHandle<GrantedContainer> untouched = negotiator.ask(Workers.demand("untouched", 1024));
            GrantedContainer kept = get(started.whenGranted());
            GrantedContainer lost = get(untouched.whenGranted());
            nodes.startContainer(kept.container(), processes.starter(0).launchContext(kept));
            TestCluster.await("the caller's process runs", WAIT, () -> processes.running(0) == 1);

            cluster.hadoop().restartResourceManager(0);

            TestCluster.await(
                    "another container",
                    WAIT,
                    () -> untouched
                            .granted()
                            .filter(other -> !other.id().equals(lost.id()))
                            .isPresent());
            assertThat(events.exits()).singleElement().satisfies(exit -> {
                assertThat(exit.demand()).isSameAs(untouched);
                assertThat(exit.granted()).isEqualTo(lost);
                assertThat(exit.exit().reason()).isEqualTo(ExitReason.NOT_STARTED);
                assertThat(exit.askedAgainIn()).hasValue(Duration.ZERO);
            });
            assertThat(started.granted()).hasValue(kept);
            TestCluster.await("both are live", WAIT, () -> cluster.liveContainers(application.id()) == 2);
            assertThat(processes.running(0)).isOne();
        }
    }

    @Test
    void anEndWhileTheResourceManagerIsDownTakesNoLongerThanItsLimitAndLeavesNoThread() throws Exception {
        Set<Thread> before = ClientThreads.running();
        try (UnmanagedApplication application = cluster.application("default")) {
            YarnNegotiator negotiator = application.negotiate(OPTIONS, new Events());
            DemandHandle<GrantedContainer> running = negotiator.ask(Workers.demand("running", 1024), Workers.SLEEP);
            get(running.whenRunning());
            cluster.hadoop().stopResourceManager(0);
            try {
                long start = System.nanoTime();
                assertThatThrownBy(() -> negotiator.finish(FinalApplicationStatus.SUCCEEDED, "done"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("Cannot tell YARN the end of the application");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
                assertThat(running.state()).isEqualTo(DemandState.CANCELLED);
                TestCluster.await("no thread is left", WAIT, () -> before.containsAll(ClientThreads.running()));
            } finally {
                cluster.hadoop().restartResourceManager(0);
            }
        }
    }

    @Test
    void anUnmanagedApplicationIsClosedInBoundedTimeWhileTheResourceManagerIsDown() throws Exception {
        UnmanagedApplication application =
                UnmanagedApplication.submit(cluster.configuration(), "negotiation", "default", Duration.ofSeconds(10));
        cluster.hadoop().stopResourceManager(0);
        try {
            long start = System.nanoTime();
            application.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        } finally {
            cluster.hadoop().restartResourceManager(0);
        }
    }
}
