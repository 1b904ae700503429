package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.matching.AgentConstraints;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What constraints of keys, options and demands make of offers. */
@Timeout(30)
class ConstrainedDemandsTest {

    private final ScriptedConnection connection = new ScriptedConnection(true);
    private final FrameworkStore store = FrameworkStore.inMemory();
    private final List<MesosNegotiator> open = new ArrayList<>();
    private int offers;

    private static FlinkConfiguration configuration(String... constraints) {
        Map<String, String> keys = new HashMap<>(
                Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));
        if (constraints.length > 0) {
            keys.put("parley.mesos.constraints", constraints[0]);
        }
        return FlinkConfiguration.of(keys);
    }

    private MesosNegotiator negotiator(String... constraints) throws IOException {
        MesosNegotiator negotiator = MesosNegotiator.open(
                connection,
                store,
                MesosNegotiatorOptions.of(configuration(constraints)),
                new NegotiationListener<>() {});
        open.add(negotiator);
        connection.onTeardown = () -> connection.listener().tornDown();
        connection.subscribe();
        return negotiator;
    }

    @AfterEach
    void close() {
        open.forEach(MesosNegotiator::close);
    }

    private Offer offer(String agent, Attribute... attributes) {
        offers++;
        Offer.Builder offer = ScriptedConnection.OFFER.toBuilder()
                .setId(OfferID.newBuilder().setValue("O" + offers))
                .setAgentId(MesosIds.agent(agent))
                .setHostname("host-" + agent)
                .clearAttributes()
                .addAllAttributes(List.of(attributes));
        offer.getDomainBuilder().getFaultDomainBuilder().getRegionBuilder().setName("region-" + agent);
        offer.getDomainBuilder().getFaultDomainBuilder().getZoneBuilder().setName("zone-" + agent);
        return offer.build();
    }

    private static Attribute rack(String rack) {
        return Attribute.newBuilder()
                .setName("rack")
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(rack))
                .build();
    }

    private static Attribute level(double level) {
        return Attribute.newBuilder()
                .setName("level")
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(level))
                .build();
    }

    private static Attribute span(long begin, long end) {
        return Attribute.newBuilder()
                .setName("span")
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(begin).setEnd(end)))
                .build();
    }

    private static Attribute features(String... items) {
        return Attribute.newBuilder()
                .setName("features")
                .setType(Value.Type.SET)
                .setSet(Value.Set.newBuilder().addAllItem(List.of(items)))
                .build();
    }

    private static Demand worker(Placement placement) {
        return Demand.of(
                "worker",
                ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1024)))
                        .cpus(CpuAmount.ofCoresRoundedUp(new BigDecimal("0.1")))
                        .placement(placement)
                        .build());
    }

    private static Demand worker() {
        return worker(Placement.ANYWHERE);
    }

    private static DemandHandle<GrantedTask> ask(MesosNegotiator negotiator, Demand demand) {
        return negotiator.ask(demand, TaskStarter.ofFlink(configuration()));
    }

    /** Where a demand got its task; nothing while it waits. */
    private static String agentOf(DemandHandle<GrantedTask> handle) {
        return handle.granted()
                .map(granted -> granted.place().agent().getValue())
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "rack:IS:r2",
        "rack:LIKE:[^1]*",
        "rack:UNLIKE:r1",
        "level:IS:2",
        "span:IS:15",
        "features:IS:ssd",
        "features:LIKE:s.d",
        "@hostname:IS:host-b",
        "@agent:UNLIKE:a",
        "@region:IS:region-b",
        "@zone:LIKE:.*-b",
        "rack:LIKE:r.;level:IS:2"
    })
    void theKeyReachesTheMatcherForFieldsOfEveryType(String constraints) throws IOException {
        MesosNegotiator negotiator = negotiator(constraints);
        DemandHandle<GrantedTask> handle = ask(negotiator, worker());
        connection.offer(
                offer("a", rack("r1"), level(1), span(1, 9), features("gpu")),
                offer("b", rack("r2"), level(2), span(10, 19), features("gpu", "ssd")));

        assertThat(agentOf(handle)).isEqualTo("b");
    }

    @Test
    void whatIsWrongWithTheKeyIsToldBeforeAnythingIsConnected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MesosNegotiatorOptions.of(configuration("rack:IS:r1;rack")))
                .withMessageContaining("constraint 2, \"rack\"");
    }

    @Test
    void constraintsOfADemandAndOfItsOptionsHoldTogether() throws IOException {
        MesosNegotiator negotiator = negotiator("rack:IS:r1");
        DemandHandle<GrantedTask> handle =
                ask(negotiator, worker(new Placement(List.of(), List.of(), Optional.empty(), Map.of("level", "2"))));
        connection.offer(offer("a", rack("r1"), level(1)), offer("b", rack("r2"), level(2)));
        assertThat(agentOf(handle)).isEqualTo("none");
        assertThat(negotiator.explain(handle).explain())
                .contains("The agent does not meet level IS 2", "The agent does not meet rack IS r1");

        connection.offer(offer("c", rack("r1"), level(2)));
        assertThat(agentOf(handle)).isEqualTo("c");
    }

    @Test
    void constraintsGivenWithADemandTakeThePlaceOfTheOptions() throws IOException {
        MesosNegotiator negotiator = negotiator("rack:IS:r1");
        DemandHandle<GrantedTask> handle =
                negotiator.ask(worker(), TaskStarter.ofFlink(configuration()), AgentConstraints.parse("rack:IS:r2"));
        assertThat(handle.change(worker())).isTrue();
        connection.offer(offer("a", rack("r1")), offer("b", rack("r2")));

        assertThat(agentOf(handle)).isEqualTo("b");
    }

    @ParameterizedTest
    @CsvSource({"rack:UNIQUE,1", "rack:MAX_PER:2,2"})
    void aValueHoldsNoMoreThanItMayAlsoAfterwards(String constraints, int most) throws IOException {
        MesosNegotiator negotiator = negotiator(constraints);
        List<DemandHandle<GrantedTask>> handles = new ArrayList<>();
        for (int i = 0; i < 2 * most + 1; i++) {
            handles.add(ask(negotiator, worker()));
        }
        connection.offer(offer("a", rack("r1")), offer("b", rack("r1")));
        assertThat(granted(handles)).isEqualTo(most);
        // Offered alone, another agent of the rack tells nothing of the first.
        connection.offer(offer("c", rack("r1")));
        assertThat(granted(handles)).isEqualTo(most);
        connection.offer(offer("d", rack("r2")), offer("e"));
        assertThat(granted(handles)).isEqualTo(2L * most);
    }

    private static long granted(List<DemandHandle<GrantedTask>> handles) {
        return handles.stream().filter(handle -> handle.granted().isPresent()).count();
    }

    @Test
    void processesAreSpreadEvenlyAlsoBesideThoseOfAnEarlierRun() throws IOException {
        MesosNegotiator first = negotiator("rack:GROUP_BY");
        ask(first, worker());
        connection.offer(offer("a", rack("r1")));
        first.detach();
        first.close();

        MesosNegotiator second = negotiator("rack:GROUP_BY");
        String task = second.recovered().get(0).id();
        second.adopt(task, worker(), TaskStarter.ofFlink(configuration()));
        DemandHandle<GrantedTask> handle = ask(second, worker());
        connection.offer(offer("b", rack("r1")), offer("c", rack("r2")));

        assertThat(agentOf(handle)).isEqualTo("c");
    }

    @Test
    void aTaskOfARunThatSpreadOverAnotherFieldCountsWhereItsAgentOffersSomething() throws IOException {
        MesosNegotiator first = negotiator();
        ask(first, worker());
        connection.offer(offer("a", rack("r1")));
        first.detach();
        first.close();

        MesosNegotiator second = negotiator("rack:UNIQUE");
        second.adopt(second.recovered().get(0).id(), worker(), TaskStarter.ofFlink(configuration()));
        DemandHandle<GrantedTask> handle = ask(second, worker());
        connection.offer(offer("a", rack("r1")), offer("b", rack("r1")));
        assertThat(agentOf(handle)).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({"@hostname:UNIQUE", "@agent:UNIQUE", "@zone:UNIQUE", "@region:UNIQUE"})
    void hostsAgentsZonesAndRegionsAreFieldsToSpreadOver(String constraints) throws IOException {
        MesosNegotiator negotiator = negotiator(constraints);
        List<DemandHandle<GrantedTask>> handles =
                List.of(ask(negotiator, worker()), ask(negotiator, worker()), ask(negotiator, worker()));
        connection.offer(offer("a"));
        connection.offer(offer("a"));
        assertThat(granted(handles)).isEqualTo(1);
        connection.offer(offer("b"));
        assertThat(granted(handles)).isEqualTo(2);
    }

    @Test
    void aJobManagerDoesNotCountAmongTheTaskManagers() throws IOException {
        MesosNegotiator negotiator = negotiator("rack:UNIQUE");
        DemandHandle<GrantedTask> one = ask(negotiator, worker());
        DemandHandle<GrantedTask> other = ask(
                negotiator,
                Demand.of(
                        "job manager",
                        ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1024)))
                                .cpus(CpuAmount.ofCoresRoundedUp(new BigDecimal("0.1")))
                                .build()));
        connection.offer(offer("a", rack("r1")));

        assertThat(agentOf(one)).isEqualTo("a");
        assertThat(agentOf(other)).isEqualTo("a");
    }

    @Test
    void aGroupOfItsOwnBesideASpreadIsRefusedByName() throws IOException {
        MesosNegotiator negotiator = negotiator("rack:UNIQUE");
        DemandHandle<GrantedTask> handle = ask(negotiator, worker().spreadIn(SpreadGroup.oneAHost("g")));

        assertThat(handle.state()).isEqualTo(DemandState.REFUSED);
        assertThatThrownBy(() -> handle.whenGranted().get(1, TimeUnit.SECONDS))
                .hasMessageContainingAll("group g", "spread over rack", "parley.mesos.constraints");
    }
}
