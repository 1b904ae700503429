package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static io.parley.yarn.negotiation.TestNegotiation.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Placement;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.size.CpuAmount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Where containers go, on a running YARN of three nodes in one rack that counts memory only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class PlacementIT {

    private static final String RACK = "/default-rack";
    private static final String NO_RACK = "/no-such-rack";
    private static final String NO_HOST = "no.such.host.invalid:1";

    @TempDir
    static Path directory;

    private TestCluster cluster;
    private TestNegotiation negotiation;

    @BeforeAll
    void startCluster() throws Exception {
        cluster = TestCluster.start(directory, 1, 3, Map.of());
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void open() throws Exception {
        negotiation = TestNegotiation.strict(cluster);
    }

    @AfterEach
    void close() {
        negotiation.close();
    }

    private DemandHandle<GrantedContainer> ask(String name, Placement placement) {
        return negotiation.negotiator().ask(Workers.placed(Workers.demand(name, 1024), placement), Workers.SLEEP);
    }

    private static Placement rack(String name) {
        return new Placement(List.of(), List.of(name), Optional.empty(), Map.of());
    }

    @Test
    void requiredHostsAreTheOnlyOnes() throws Exception {
        List<DemandHandle<GrantedContainer>> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            workers.add(ask("worker " + i, Workers.hosts(cluster.node(i % 2))));
        }
        for (int i = 0; i < workers.size(); i++) {
            assertThat(node(get(workers.get(i).whenRunning()))).isEqualTo(cluster.node(i % 2));
        }
    }

    @Test
    void aRequiredHostThatIsNotThereIsWaitedForWithoutHoldingOthersUp() throws Exception {
        DemandHandle<GrantedContainer> waiting = ask("picky", Workers.hosts(NO_HOST));
        DemandHandle<GrantedContainer> plain = ask("plain", Placement.ANYWHERE);

        get(plain.whenRunning());
        negotiation.assertWaits(waiting, DemandState.PENDING);
    }

    @Test
    void aPreferredHostIsAskedForSoThatOthersDoAsWell() throws Exception {
        try (TestNegotiation neighbour = TestNegotiation.filling(cluster, 0, 1, 2)) {
            DemandHandle<GrantedContainer> picky = ask("picky", Workers.hosts(cluster.node(1)));
            DemandHandle<GrantedContainer> easy =
                    ask("easy", Workers.hosts(cluster.node(1)).preferred());
            negotiation.assertWaits(picky, DemandState.PENDING);
            negotiation.assertWaits(easy, DemandState.PENDING);

            assertThat(requests(true)).contains(cluster.node(1), RACK, ResourceRequest.ANY);
            assertThat(requests(false))
                    .contains(RACK, ResourceRequest.ANY)
                    .doesNotContain(cluster.node(0), cluster.node(2));
            assertThat(neighbour.negotiator().figures().held()).isEqualTo(6);
        }
    }

    /** Gives the places that the ResourceManager knows of, where others do as well or do not. */
    private Set<String> requests(boolean relaxed) {
        return negotiation.requests().stream()
                .filter(request -> request.getRelaxLocality() == relaxed)
                .map(ResourceRequest::getResourceName)
                .collect(Collectors.toSet());
    }

    @Test
    void aPreferredHostThatIsNotThereIsDoneWithout() throws Exception {
        get(ask("easy", Workers.hosts(NO_HOST).preferred()).whenRunning());
    }

    @Test
    void racksAreRequiredOrPreferred() throws Exception {
        DemandHandle<GrantedContainer> waiting = ask("picky", rack(NO_RACK));

        get(ask("at home", rack(RACK)).whenRunning());
        get(ask("easy", rack(NO_RACK).preferred()).whenRunning());
        negotiation.assertWaits(waiting, DemandState.PENDING);
    }

    @Test
    void moreWorkersThanHostsLeaveTheRestWaitingAndNobodyElse() throws Exception {
        List<DemandHandle<GrantedContainer>> group = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            group.add(negotiation
                    .negotiator()
                    .ask(Workers.demand("spread " + i, 1024).spreadIn(SpreadGroup.oneAHost("group")), Workers.SLEEP));
        }
        TestCluster.await("three run", WAIT, () -> running(group) == 3);
        Set<String> hosts = new HashSet<>();
        group.forEach(worker -> worker.granted().ifPresent(granted -> hosts.add(node(granted))));
        assertThat(hosts).hasSize(3);

        for (int i = 0; i < 3; i++) {
            get(ask("plain of the same size " + i, Workers.hosts(cluster.node(i)))
                    .whenRunning());
        }
        get(ask("plain of the same size", Placement.ANYWHERE).whenRunning());
        assertThat(running(group)).isEqualTo(3);

        DemandHandle<GrantedContainer> leaver = group.stream()
                .filter(worker -> worker.state() == DemandState.RUNNING)
                .findFirst()
                .orElseThrow();
        String freed = node(leaver.granted().orElseThrow());
        leaver.cancel();
        TestCluster.await("the next one runs", WAIT, () -> running(group) == 3);
        assertThat(group.stream().flatMap(worker -> worker.granted().stream()).map(TestNegotiation::node))
                .contains(freed)
                .doesNotHaveDuplicates();
    }

    private static long running(List<DemandHandle<GrantedContainer>> group) {
        return group.stream()
                .filter(worker -> worker.state() == DemandState.RUNNING)
                .count();
    }

    @Test
    void aGroupThatWaitsForARoomierHostDoesNotKeepOthersFromItsOwnHosts() throws Exception {
        try (TestNegotiation neighbour = TestNegotiation.filling(cluster, 1, 2)) {
            Demand member = Workers.demand("member", 1024).spreadIn(SpreadGroup.oneAHost("group"));
            assertThat(node(negotiation.sleeping(member))).isEqualTo(cluster.node(0));
            DemandHandle<GrantedContainer> second = negotiation.negotiator().ask(member, Workers.SLEEP);
            negotiation.heartbeats();
            negotiation.heartbeats();

            assertThat(node(negotiation.sleeping(Workers.demand("plain", 1024))))
                    .isEqualTo(cluster.node(0));
            assertThat(second.whenGranted()).isNotDone();
            assertThat(neighbour.negotiator().figures().held()).isEqualTo(4);
        }
    }

    @Test
    void moreVcoresThanAreCountedAreStillMatched() throws Exception {
        Demand demand = Demand.of(
                "worker",
                Workers.demand("worker", 1024).requirements().toBuilder()
                        .cpus(CpuAmount.ofCores(3))
                        .build());

        GrantedContainer granted = negotiation.sleeping(demand);

        assertThat(granted.grant().cpus()).isEqualTo(CpuAmount.ofCores(1));
        assertThat(negotiation.negotiator().figures().released()).isZero();
    }
}
