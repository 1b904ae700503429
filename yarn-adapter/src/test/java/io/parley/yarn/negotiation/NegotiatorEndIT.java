package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a negotiation ends: by whom, in which thread, and what is left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class NegotiatorEndIT {

    private static final YarnNegotiatorOptions OPTIONS = YarnNegotiatorOptions.DEFAULT.withHeartbeat(
            new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofMillis(500)));

    @TempDir
    static Path directory;

    private TestCluster cluster;
    private UnmanagedApplication application;
    private Set<Thread> threads;

    @BeforeAll
    void startCluster() throws Exception {
        cluster = TestCluster.start(directory, 1, 1, Map.of());
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void submit() throws Exception {
        threads = ClientThreads.running();
        application = cluster.application("default");
    }

    @AfterEach
    void noThreadIsLeft() throws Exception {
        application.close();
        TestCluster.await("no thread is left", WAIT, () -> threads.containsAll(ClientThreads.running()));
    }

    private FinalApplicationStatus status() {
        return cluster.application(application.id()).getFinalApplicationStatus();
    }

    /** The ResourceManager answers an unmanaged master before it has entered the outcome. */
    private void awaitStatus(FinalApplicationStatus expected) throws Exception {
        TestCluster.await("the outcome is " + expected, WAIT, () -> status() == expected);
    }

    /** Closes at an event, and tells whether the thread was interrupted by that. */
    private static final class Closer implements NegotiationListener<GrantedContainer> {

        private final CompletableFuture<YarnNegotiator> negotiator = new CompletableFuture<>();
        private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        private final boolean whenRunning;

        private Closer(boolean whenRunning) {
            this.whenRunning = whenRunning;
        }

        private void closeNegotiator() {
            try {
                negotiator.join().close();
                interrupted.complete(Thread.currentThread().isInterrupted());
            } catch (RuntimeException e) {
                interrupted.completeExceptionally(e);
            }
        }

        @Override
        public void onGranted(DemandHandle<GrantedContainer> demand, GrantedContainer granted) {
            if (!whenRunning) {
                closeNegotiator();
            }
        }

        @Override
        public void onRunning(DemandHandle<GrantedContainer> demand, GrantedContainer granted) {
            if (whenRunning) {
                closeNegotiator();
            }
        }

        @Override
        public void onTrouble(Verdict verdict) {
            if (verdict.outcome() == Verdict.Outcome.NEVER) {
                closeNegotiator();
            }
        }
    }

    private void closesAt(Closer closer) throws Exception {
        YarnNegotiator negotiator = application.negotiate(OPTIONS, closer);
        closer.negotiator.complete(negotiator);
        DemandHandle<GrantedContainer> handle = negotiator.ask(Workers.demand("worker", 1024), Workers.SLEEP);

        assertThat(get(closer.interrupted)).isFalse();
        assertThat(handle.state()).isEqualTo(DemandState.CANCELLED);
        awaitStatus(FinalApplicationStatus.FAILED);
    }

    @Test
    void aListenerMayCloseInTheThreadOfTheHeartbeats() throws Exception {
        closesAt(new Closer(false));
    }

    @Test
    void aListenerMayCloseInTheThreadOfANode() throws Exception {
        closesAt(new Closer(true));
    }

    @Test
    void anActionOfAHandleMayFinish() throws Exception {
        YarnNegotiator negotiator = application.negotiate(OPTIONS, new Events());
        DemandHandle<GrantedContainer> handle = negotiator.ask(Workers.demand("worker", 1024), Workers.SLEEP);
        CompletableFuture<DemandState> finished = handle.whenRunning().thenApply(granted -> {
            try {
                negotiator.finish(FinalApplicationStatus.SUCCEEDED, "done");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return handle.state();
        });

        assertThat(get(finished)).isEqualTo(DemandState.CANCELLED);
        awaitStatus(FinalApplicationStatus.SUCCEEDED);
    }

    @ParameterizedTest(name = "connections are kept for {0} ms")
    @ValueSource(ints = {10_000, 1})
    void aListenerMayCloseWhenItIsToldThatYarnEndedTheApplication(int idle) throws Exception {
        application.close();
        Configuration hadoop = new Configuration(cluster.configuration());
        hadoop.setInt("ipc.client.connection.maxidletime", idle);
        application = UnmanagedApplication.submit(hadoop, "negotiation", "default", WAIT);
        Closer closer = new Closer(false);
        YarnNegotiator negotiator = application.negotiate(OPTIONS, closer);
        closer.negotiator.complete(negotiator);
        TestCluster.await("heartbeats", WAIT, () -> negotiator.figures().heartbeats() > 2);
        application.close();

        assertThat(get(closer.interrupted)).isFalse();
        assertThatThrownBy(() -> negotiator.ask(Workers.demand("late", 1024)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aListenerThatFailsWithAnErrorDoesNotStopTheNegotiation() throws Exception {
        NegotiationListener<GrantedContainer> failing = new NegotiationListener<>() {
            @Override
            public void onGranted(DemandHandle<GrantedContainer> demand, GrantedContainer granted) {
                throw new AssertionError("a fault of the listener");
            }
        };
        try (YarnNegotiator negotiator = application.negotiate(OPTIONS, failing)) {
            get(negotiator.ask(Workers.demand("first", 1024), Workers.SLEEP).whenRunning());
            get(negotiator.ask(Workers.demand("second", 1024), Workers.SLEEP).whenRunning());
        }
    }

    @Test
    void whatIsDetachedGoesOnAndIsNotFollowedAnyMore() throws Exception {
        WorkerProcesses processes = new WorkerProcesses();
        YarnNegotiator negotiator = application.negotiate(OPTIONS, new Events());
        DemandHandle<GrantedContainer> running = negotiator.ask(Workers.demand("worker", 1024), processes.starter(0));
        DemandHandle<GrantedContainer> granted = negotiator.ask(Workers.demand("caller's", 1024));
        get(running.whenRunning());
        get(granted.whenGranted());
        TestCluster.await("it runs", WAIT, () -> processes.running(0) == 1);
        DemandHandle<GrantedContainer> waiting = negotiator.ask(Workers.demand("waiting", 4096));
        DemandHandle<GrantedContainer> another = negotiator.ask(Workers.demand("another", 4096));

        negotiator.detach();
        negotiator.close();

        assertThatThrownBy(() -> get(running.whenEnded()))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("goes on");
        assertThat(running.state()).isEqualTo(DemandState.RUNNING);
        assertThat(granted.state()).isEqualTo(DemandState.GRANTED);
        assertThat(List.of(waiting.state(), another.state())).contains(DemandState.CANCELLED);
        assertThat(processes.running(0)).isOne();
        assertThat(status()).isEqualTo(FinalApplicationStatus.UNDEFINED);
    }

    @Test
    void nothingIsNegotiatedAfterTheEndAndEndingAgainDoesNothing() throws Exception {
        YarnNegotiator negotiator = application.negotiate(OPTIONS, new Events());
        DemandHandle<GrantedContainer> waiting = negotiator.ask(Workers.demand("waiting", 4096));
        negotiator.finish(FinalApplicationStatus.SUCCEEDED, "done");
        negotiator.finish(FinalApplicationStatus.FAILED, "again");
        negotiator.close();
        waiting.cancel();

        assertThat(waiting.change(Workers.demand("other", 1024))).isFalse();
        assertThat(waiting.state()).isEqualTo(DemandState.CANCELLED);
        assertThatThrownBy(() -> get(waiting.whenEnded())).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> negotiator.ask(Workers.demand("late", 1024)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> negotiator.adopt(
                        ContainerId.fromString("container_1_0001_01_000001"), Workers.demand("late", 1024)))
                .isInstanceOf(IllegalStateException.class);
        negotiator.releaseRecovered();
        assertThat(negotiator.figures().waiting()).isFalse();
        awaitStatus(FinalApplicationStatus.SUCCEEDED);
    }
}
