package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.Placement;
import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandRefusedException;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.SpreadGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Negotiation with a running YARN of three nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class YarnNegotiatorIT {

    private static final YarnNegotiatorOptions OPTIONS = TestNegotiation.options(
                    TestNegotiation.settings(3, HostAvoidance.DEFAULT))
            .withHeartbeat(new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofSeconds(2)));

    @TempDir
    static Path directory;

    private TestCluster cluster;
    private TestNegotiation negotiation;
    private YarnNegotiator negotiator;

    @BeforeAll
    void startCluster() throws Exception {
        cluster = TestCluster.start(directory, 1, 3, Map.of());
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void register() throws Exception {
        open(OPTIONS);
    }

    @AfterEach
    void end() {
        negotiation.close();
    }

    private void open(YarnNegotiatorOptions options) throws Exception {
        negotiation = TestNegotiation.open(cluster, "default", options);
        negotiator = negotiation.negotiator();
    }

    @Test
    void everyDemandOfMixedSizesGetsAContainerOfItsOwnThatRuns() throws Exception {
        List<DemandHandle<GrantedContainer>> handles = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            handles.add(negotiator.ask(Workers.demand("worker " + i, 1000 + 100L * (i % 4)), Workers.SLEEP));
        }

        Set<ContainerId> containers = new HashSet<>();
        for (int i = 0; i < handles.size(); i++) {
            GrantedContainer granted = get(handles.get(i).whenRunning());
            containers.add(granted.id());
            assertThat(granted.grant().memory().mebibytesRoundedUp()).isGreaterThanOrEqualTo(1000 + 100L * (i % 4));
            assertThat(handles.get(i).state()).isEqualTo(DemandState.RUNNING);
        }
        assertThat(containers).hasSize(12);
        assertThat(negotiator.figures().held()).isEqualTo(12);
        assertThat(negotiator.figures().waiting()).isFalse();
    }

    @Test
    void aWorkerThatEndsIsReportedWithItsStatus() throws Exception {
        DemandHandle<GrantedContainer> good = negotiator.ask(Workers.demand("good", 1024), Workers.shell("exit 0"));
        DemandHandle<GrantedContainer> bad =
                negotiator.ask(Workers.demand("bad", 1024), Workers.shell("sleep 2; exit 3"));

        assertThat(get(good.whenEnded()).reason()).isEqualTo(ExitReason.COMPLETED);
        assertThat(get(bad.whenEnded()).reason()).isEqualTo(ExitReason.FAILED);
        assertThat(get(bad.whenEnded()).status()).hasValue(3);
    }

    @Test
    void aDemandAboveTheMaximumIsRefusedBeforeItIsAsked() {
        DemandHandle<GrantedContainer> handle = negotiator.ask(Workers.demand("giant", 5000));

        assertThat(handle.state()).isEqualTo(DemandState.REFUSED);
        assertThatThrownBy(() -> get(handle.whenGranted()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(DemandRefusedException.class)
                .hasMessageContaining("5000 MiB")
                .hasMessageContaining("4096");
        assertThat(negotiator.figures().waiting()).isFalse();
    }

    @Test
    void whatYarnRefusesIsReportedOnceAndWithdrawnAndTheOthersGoOn() throws Exception {
        Demand plain = Workers.demand("labelled", 1024);
        DemandHandle<GrantedContainer> labelled = negotiator.ask(Demand.of(
                "labelled",
                plain.requirements().toBuilder()
                        .placement(Placement.labelled("absent"))
                        .build()));
        DemandHandle<GrantedContainer> modest = negotiator.ask(Workers.demand("modest", 1024), Workers.SLEEP);

        get(modest.whenRunning());
        assertThatThrownBy(() -> get(labelled.whenGranted())).hasMessageContaining("absent");
        // The listener is told just after the handle.
        TestCluster.await(
                "the listener is told",
                WAIT,
                () -> negotiation.events().refusals().size() == 1);
        long heartbeats = negotiator.figures().heartbeats();
        TestCluster.await("heartbeats go on", WAIT, () -> negotiator.figures().heartbeats() > heartbeats + 1);
        assertThat(negotiation.events().refusals()).hasSize(1);
    }

    @Test
    void aCancelledDemandLeavesNothingBehind() throws Exception {
        DemandHandle<GrantedContainer> running = negotiator.ask(Workers.demand("running", 1024), Workers.SLEEP);
        get(running.whenRunning());
        DemandHandle<GrantedContainer> impossible = negotiator.ask(Workers.demand("waiting", 4000));
        impossible.cancel();
        running.cancel();

        assertThatThrownBy(() -> get(impossible.whenGranted())).isInstanceOf(CancellationException.class);
        assertThat(running.state()).isEqualTo(DemandState.CANCELLED);
        TestCluster.await(
                "the container ends",
                WAIT,
                () -> cluster.liveContainers(negotiation.application().id()) == 0);
    }

    @Test
    void aDemandThatYarnKnowsIsChangedThere() throws Exception {
        DemandHandle<GrantedContainer> worker;
        try (TestNegotiation neighbour = TestNegotiation.filling(cluster, 0, 1, 2)) {
            worker = negotiator.ask(Workers.demand("worker", 4096), Workers.SLEEP);
            negotiation.assertWaits(worker, DemandState.PENDING);
            assertThat(requestedMebibytes()).containsExactly(4096L);

            assertThat(worker.change(Workers.demand("worker", 1024))).isTrue();

            negotiation.assertWaits(worker, DemandState.PENDING);
            assertThat(requestedMebibytes()).containsExactly(1024L);
            assertThat(neighbour.negotiator().figures().held()).isEqualTo(6);
        }

        assertThat(get(worker.whenRunning()).container().getResource().getMemorySize())
                .isEqualTo(1024);
        negotiation.heartbeats();
        assertThat(requestedMebibytes()).isEmpty();
        assertThat(negotiator.figures().released()).isZero();
        assertThat(cluster.liveContainers(negotiation.application().id())).isOne();
    }

    private Set<Long> requestedMebibytes() {
        return negotiation.requests().stream()
                .map(request -> request.getCapability().getMemorySize())
                .collect(Collectors.toSet());
    }

    @Test
    void whatYarnGrantedBeforeItHeardThatItsDemandWasCancelledIsGivenBack() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        // What YARN grants arrives only when the listener is done with the container before.
        NegotiationListener<GrantedContainer> slow = new NegotiationListener<>() {
            @Override
            public void onGranted(DemandHandle<GrantedContainer> demand, GrantedContainer granted) {
                told.countDown();
                try {
                    goOn.await(WAIT.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (UnmanagedApplication application = cluster.application("default");
                YarnNegotiator slowly = application.negotiate(OPTIONS, slow)) {
            DemandHandle<GrantedContainer> first = slowly.ask(Workers.demand("first", 1024), Workers.SLEEP);
            assertThat(told.await(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            List<DemandHandle<GrantedContainer>> late = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                late.add(slowly.ask(Workers.demand("late " + i, 1024 + 256L * (i % 2)), Workers.SLEEP));
            }
            TestCluster.await("YARN grants", WAIT, () -> cluster.liveContainers(application.id()) == 6);
            long heartbeats = slowly.figures().heartbeats();
            TestCluster.await("YARN tells it", WAIT, () -> slowly.figures().heartbeats() > heartbeats + 1);

            late.forEach(DemandHandle::cancel);
            assertThat(slowly.figures().released()).isZero();
            goOn.countDown();

            TestCluster.await("all are given back", WAIT, () -> cluster.liveContainers(application.id()) == 1);
            assertThat(slowly.figures().released()).isEqualTo(5);
            get(first.whenRunning());
            assertThat(late).extracting(DemandHandle::state).containsOnly(DemandState.CANCELLED);
            assertThat(slowly.figures().held()).isOne();
        } finally {
            goOn.countDown();
        }
    }

    @Test
    void workersOfAGroupKeepToDifferentNodes() throws Exception {
        List<DemandHandle<GrantedContainer>> handles = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            handles.add(negotiator.ask(
                    Workers.demand("spread " + i, 1024).spreadIn(SpreadGroup.oneAHost("g")), Workers.SLEEP));
        }

        Set<String> nodes = new HashSet<>();
        for (DemandHandle<GrantedContainer> handle : handles) {
            nodes.add(get(handle.whenRunning()).container().getNodeId().toString());
        }
        assertThat(nodes).hasSize(3);
    }

    @Test
    void whatKeepsFailingIsAskedForAgainUntilTheFailureRateIsExceeded() throws Exception {
        DemandHandle<GrantedContainer> handle =
                negotiator.ask(Workers.demand("failing", 1024).replacedWhenLost(), Workers.shell("exit 7"));

        TestCluster.await("refusal", WAIT, () -> handle.state() == DemandState.REFUSED);
        assertThat(negotiation.events().exits()).hasSize(4);
        assertThat(negotiation.events().refusals()).singleElement().satisfies(verdict -> {
            assertThat(verdict.explain()).contains("more than 3 processes failed", "exit status 7");
            assertThat(verdict.key()).hasValue("resourcemanager.start-worker.max-failure-rate");
        });
    }

    @Test
    void nothingIsSentWhileIdleAndWhatIsAskedForThenDoesNotWaitForTheSlowHeartbeat() throws Exception {
        negotiation.close();
        open(OPTIONS.withHeartbeat(new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofHours(1))));
        get(negotiator.ask(Workers.demand("first", 1024), Workers.SLEEP).whenRunning());
        // The last one at the fast pace may be under way.
        Thread.sleep(500);
        long before = negotiator.figures().heartbeats();
        Thread.sleep(1000);
        assertThat(negotiator.figures().heartbeats())
                .as("heartbeats while idle")
                .isEqualTo(before);

        // An hour would pass otherwise.
        get(negotiator.ask(Workers.demand("second", 1024), Workers.SLEEP).whenRunning());
        assertThat(negotiator.figures().heartbeats()).isGreaterThan(before);
    }

    @Test
    void finishEndsTheApplicationWithItsContainers() throws Exception {
        DemandHandle<GrantedContainer> handle = negotiator.ask(Workers.demand("running", 1024), Workers.SLEEP);
        get(handle.whenRunning());

        negotiator.finish(FinalApplicationStatus.SUCCEEDED, "done");

        // The ResourceManager answers an unmanaged master before it has entered the outcome.
        TestCluster.await(
                "the outcome",
                WAIT,
                () -> cluster.application(negotiation.application().id()).getFinalApplicationStatus()
                        == FinalApplicationStatus.SUCCEEDED);
        assertThatThrownBy(() -> negotiator.ask(Workers.demand("late", 1024)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
