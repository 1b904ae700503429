package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static io.parley.yarn.negotiation.TestNegotiation.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.MemoryOverrun;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.size.MemorySize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die, on a running YARN of three nodes that enforce their limits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class WorkerFaultsIT {

    private static final HostAvoidance AFTER_TWO =
            new HostAvoidance(2, Duration.ofMinutes(10), Duration.ofMinutes(10), 50);

    @TempDir
    static Path directory;

    private TestCluster cluster;

    @BeforeAll
    void startCluster() throws Exception {
        cluster = TestCluster.start(
                directory,
                1,
                3,
                Map.of(
                        "yarn.scheduler.minimum-allocation-mb",
                        "64",
                        "yarn.minicluster.control-resource-monitoring",
                        "true",
                        "yarn.nodemanager.resource.memory.enforced",
                        "false",
                        "yarn.nodemanager.pmem-check-enabled",
                        "true",
                        "yarn.nodemanager.vmem-check-enabled",
                        "true",
                        "yarn.nodemanager.container-monitor.interval-ms",
                        "300"));
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    void aWorkerKilledFromOutsideIsAskedForAgainAfterTheBackOff() throws Exception {
        Path processId = directory.resolve("killed");
        try (TestNegotiation negotiation = TestNegotiation.open(
                cluster, "default", TestNegotiation.options(TestNegotiation.settings(3, HostAvoidance.DEFAULT)))) {
            DemandHandle<GrantedContainer> worker = negotiation
                    .negotiator()
                    .ask(
                            Workers.demand("worker", 1024).replacedWhenLost(),
                            Workers.shell("echo $$ > " + processId + ".new; mv " + processId + ".new " + processId
                                    + "; exec sleep 600"));
            GrantedContainer first = get(worker.whenRunning());
            TestCluster.await("the process tells its id", WAIT, () -> Files.exists(processId));
            long id = Long.parseLong(Files.readString(processId).strip());

            assertThat(ProcessHandle.of(id).orElseThrow().destroyForcibly()).isTrue();

            GrantedContainer second = negotiation.replaced(worker, first.id());
            assertThat(negotiation.events().exits()).singleElement().satisfies(exit -> {
                assertThat(exit.granted()).isEqualTo(first);
                assertThat(exit.exit().reason()).isEqualTo(ExitReason.FAILED);
                assertThat(exit.exit().status()).hasValue(137);
                assertThat(exit.askedAgainIn()).hasValue(TestNegotiation.BACK_OFF.first());
            });
            assertThat(negotiation.events().grantings()).hasSize(2);
            Events.Granting granting = negotiation.events().grantings().get(1);
            assertThat(granting.granted()).isEqualTo(second);
            long waited =
                    granting.nanoTime() - negotiation.events().exits().get(0).nanoTime();
            assertThat(Duration.ofNanos(waited)).isBetween(TestNegotiation.BACK_OFF.first(), Duration.ofSeconds(30));
            assertThat(worker.whenEnded()).isNotDone();
        }
    }

    @Test
    void aWorkerBeyondItsPhysicalMemoryTellsWhatItUsedOfItsGrant() throws Exception {
        try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
            // 700 MiB without the end of a line, which tail has to keep as long as its input goes on.
            DemandHandle<GrantedContainer> worker = negotiation
                    .negotiator()
                    .ask(
                            Workers.jobManager("glutton", 600),
                            Workers.shell("true -Djavax.net.ssl.keyStorePassword=geheim;"
                                    + " (head -c 700M /dev/zero; exec sleep 600) | tail -n 1 > /dev/null"));
            GrantedContainer granted = get(worker.whenRunning());
            ProcessExit exit = get(worker.whenEnded());

            assertThat(granted.grant().memory()).isEqualTo(MemorySize.ofMebibytes(640));
            assertThat(exit.reason()).isEqualTo(ExitReason.MEMORY_EXCEEDED);
            assertThat(exit.status()).hasValue(-104);
            MemoryOverrun overrun = exit.overrun().orElseThrow();
            assertThat(overrun.kind()).isEqualTo(MemoryOverrun.Kind.PHYSICAL);
            assertThat(overrun.limit()).isEqualTo(granted.grant().memory());
            assertThat(overrun.used()).isBetween(MemorySize.ofMebibytes(641), MemorySize.ofMebibytes(1300));
            assertThat(exit.toString())
                    .as("YARN tells the command line of every process")
                    .contains("Killing container.", "Container killed on request")
                    .doesNotContain("geheim");
        }
    }

    @Test
    void aWorkerBeyondItsVirtualMemoryTellsThat() throws Exception {
        try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
            DemandHandle<GrantedContainer> worker =
                    negotiation.negotiator().ask(Workers.jobManager("spacious", 600), Workers.shell(Idle.command()));
            ProcessExit exit = get(worker.whenEnded());

            assertThat(exit.reason()).isEqualTo(ExitReason.MEMORY_EXCEEDED);
            assertThat(exit.status()).hasValue(-103);
            MemoryOverrun overrun = exit.overrun().orElseThrow();
            assertThat(overrun.kind()).isEqualTo(MemoryOverrun.Kind.VIRTUAL);
            // 2.1 times 640 MiB are 1.3125 GiB, told as 1.3.
            assertThat(overrun.limit().mebibytesRoundedUp()).isBetween(1331L, 1344L);
            assertThat(overrun.used()).isGreaterThan(overrun.limit());
        }
    }

    @Test
    void aNodeOnWhichWorkersKeepFailingIsLeftAlone() throws Exception {
        NodeManagerPort bad = new NodeManagerPort(cluster.nodeId(0).getPort());
        YarnNegotiatorOptions options = TestNegotiation.options(TestNegotiation.settings(5, AFTER_TWO));
        try (TestNegotiation negotiation = TestNegotiation.open(cluster, "default", options)) {
            DemandHandle<GrantedContainer> worker;
            try (TestNegotiation neighbour = TestNegotiation.filling(cluster, 1, 2)) {
                worker = negotiation
                        .negotiator()
                        .ask(
                                Workers.demand("worker", 1024).replacedWhenLost(),
                                Workers.shell(bad.otherwise("exec sleep 600")));
                TestCluster.await(
                        "two failures", WAIT, () -> negotiation.events().exits().size() == 2);
                negotiation.assertWaits(worker, DemandState.PENDING, DemandState.DELAYED);
                assertThat(neighbour.negotiator().figures().held()).isEqualTo(4);
            }
            TestCluster.await("it runs", WAIT, () -> worker.state() == DemandState.RUNNING);

            assertThat(negotiation.events().exits()).hasSize(2).allSatisfy(exit -> {
                assertThat(node(exit.granted())).isEqualTo(cluster.node(0));
                assertThat(exit.exit().status()).hasValue(NodeManagerPort.STATUS);
            });
            assertThat(node(worker.granted().orElseThrow())).isNotEqualTo(cluster.node(0));
        }
    }

    @Test
    void aNodeThatWasLeftAloneIsUsedAgainAfterTheExpiry() throws Exception {
        AtomicLong later = new AtomicLong();
        try (TestNegotiation neighbour = TestNegotiation.filling(cluster, 1, 2);
                TestNegotiation negotiation = TestNegotiation.open(
                        cluster, "default", TestNegotiation.options(TestNegotiation.settings(5, AFTER_TWO), later))) {
            for (int i = 0; i < 2; i++) {
                get(negotiation
                        .negotiator()
                        .ask(Workers.demand("failing " + i, 1024), Workers.shell("sleep 1; exit 9"))
                        .whenEnded());
            }
            DemandHandle<GrantedContainer> worker =
                    negotiation.negotiator().ask(Workers.demand("worker", 1024), Workers.SLEEP);
            negotiation.assertWaits(worker, DemandState.PENDING, DemandState.DELAYED);

            later.set(AFTER_TWO.expiry().plusSeconds(1).toNanos());

            assertThat(node(get(worker.whenRunning()))).isEqualTo(cluster.node(0));
            assertThat(neighbour.negotiator().figures().held()).isEqualTo(4);
        }
    }

    /** A NodeManager by its port, which containers find in a variable. */
    private record NodeManagerPort(int port) {

        static final int STATUS = 9;

        String otherwise(String command) {
            return "[ \"$NM_PORT\" = " + port + " ] && exit " + STATUS + "; " + command;
        }
    }

    @Test
    void theOnlyHostOfADemandIsNotLeftAloneForItsFailures() throws Exception {
        HostAvoidance eager = new HostAvoidance(1, Duration.ofMinutes(10), Duration.ofMinutes(10), 99);
        try (TestNegotiation negotiation = TestNegotiation.open(
                cluster, "default", TestNegotiation.options(TestNegotiation.settings(1000, eager)))) {
            negotiation
                    .negotiator()
                    .ask(
                            Workers.placed(
                                    Workers.demand("worker", 1024).replacedWhenLost(), Workers.hosts(cluster.node(1))),
                            Workers.shell("exit 9"));

            TestCluster.await(
                    "failures", WAIT, () -> negotiation.events().exits().size() >= 3);

            assertThat(negotiation.events().exits())
                    .allSatisfy(exit -> assertThat(node(exit.granted())).isEqualTo(cluster.node(1)));
        }
    }

    @Test
    void whereEveryNodeFailsOneIsStillUsed() throws Exception {
        Path fault = Files.createFile(directory.resolve("fault"));
        HostAvoidance eager = new HostAvoidance(1, Duration.ofMinutes(10), Duration.ofMinutes(10), 99);
        try (TestNegotiation negotiation = TestNegotiation.open(
                cluster, "default", TestNegotiation.options(TestNegotiation.settings(1000, eager)))) {
            DemandHandle<GrantedContainer> worker = negotiation
                    .negotiator()
                    .ask(
                            Workers.demand("worker", 1024).replacedWhenLost(),
                            Workers.shell("[ -e " + fault + " ] && exit 9; exec sleep 600"));
            TestCluster.await(
                    "failures on every node",
                    WAIT,
                    () -> negotiation.events().exits().stream()
                                    .map(exit -> node(exit.granted()))
                                    .collect(Collectors.toSet())
                                    .size()
                            == 3);
            int failures = negotiation.events().exits().size();
            TestCluster.await(
                    "more failures", WAIT, () -> negotiation.events().exits().size() > failures);

            Files.delete(fault);

            TestCluster.await("it runs", WAIT, () -> {
                Events.Granting last = negotiation
                        .events()
                        .grantings()
                        .get(negotiation.events().grantings().size() - 1);
                return negotiation.events().exits().stream()
                                .noneMatch(exit -> exit.granted().equals(last.granted()))
                        && worker.state() == DemandState.RUNNING;
            });
        }
    }
}
