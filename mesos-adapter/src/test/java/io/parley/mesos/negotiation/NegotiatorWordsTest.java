package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.SamplePlans;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.matching.MatchRules;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.state.KnownTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a negotiator says to its callers. */
@Timeout(30)
class NegotiatorWordsTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));
    private static final MesosNegotiatorOptions OPTIONS = MesosNegotiatorOptions.of(CONFIGURATION);

    private final ScriptedConnection master = new ScriptedConnection(true);

    private MesosNegotiator open(FrameworkStore store) throws IOException {
        MesosNegotiator negotiator = MesosNegotiator.open(master, store, OPTIONS, new NegotiationListener<>() {});
        master.onTeardown = () -> master.listener().tornDown();
        master.subscribe();
        return negotiator;
    }

    private static Demand worker(int mebibytes) {
        return Demand.of(
                "worker",
                new MesosResourceTranslator()
                        .requirements(SamplePlans.taskManager(MemorySize.ofMebibytes(mebibytes)), CONFIGURATION));
    }

    @Test
    void explainsWhatWaitsBeforeAnyOfferAfterItAndNoMore() throws IOException {
        try (MesosNegotiator negotiator = open(FrameworkStore.inMemory())) {
            DemandHandle<GrantedTask> demand = negotiator.ask(worker(1728), TaskStarter.ofFlink(CONFIGURATION));
            Verdict before = negotiator.explain(demand);
            assertThat(before.outcome()).isEqualTo(Verdict.Outcome.WAIT);
            assertThat(before.statement()).isEqualTo("No offer has come yet for worker.");

            master.offer();
            assertThat(demand.granted()).isPresent();
            Verdict after = negotiator.explain(demand);
            assertThat(after.outcome()).isEqualTo(Verdict.Outcome.ADMIT);
            assertThat(after.statement()).endsWith(" waits for no offer.").contains("worker");
        }
    }

    @Test
    void explainsWhyOneOfTwoEqualDemandsWaits() throws IOException {
        try (MesosNegotiator negotiator = open(FrameworkStore.inMemory())) {
            double offered = ScriptedConnection.OFFER.getResourcesList().stream()
                    .filter(resource -> resource.getName().equals("mem"))
                    .mapToDouble(resource -> resource.getScalar().getValue())
                    .sum();
            Demand twoThirds = worker((int) (offered * 2 / 3));
            DemandHandle<GrantedTask> first = negotiator.ask(twoThirds, TaskStarter.ofFlink(CONFIGURATION));
            DemandHandle<GrantedTask> second = negotiator.ask(twoThirds, TaskStarter.ofFlink(CONFIGURATION));
            master.offer();
            assertThat(first.granted()).isPresent();
            assertThat(negotiator.explain(second).explain()).contains("Too little mem");

            DemandHandle<GrantedTask> third = negotiator.ask(twoThirds, TaskStarter.ofFlink(CONFIGURATION));
            assertThat(negotiator.explain(third).statement())
                    .isEqualTo("No offer has come since worker was asked for.");
        }
    }

    @Test
    void refusesWhatComesAfterTheEndAndNegativeTimes() throws IOException {
        MesosNegotiator negotiator = open(FrameworkStore.inMemory());
        DemandHandle<GrantedTask> demand = negotiator.ask(worker(1728), TaskStarter.ofFlink(CONFIGURATION));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> negotiator.end(demand, Duration.ofSeconds(-1)))
                .withMessage("A process cannot be given PT-1S to end.");
        negotiator.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> negotiator.ask(worker(1728), TaskStarter.ofFlink(CONFIGURATION)))
                .withMessage("Cannot negotiate any more: this negotiator is closed. Open another one.");

        MesosNegotiator removed = open(FrameworkStore.inMemory());
        master.error("Framework has been removed");
        assertThatIllegalStateException()
                .isThrownBy(() -> removed.ask(worker(1728), TaskStarter.ofFlink(CONFIGURATION)))
                .withMessage("Cannot negotiate any more: the framework is over. Open another one.");
        removed.close();
    }

    @Test
    void refusesToAdoptWhatIsNotThereOrTooSmallWithBothAmounts() throws IOException {
        FrameworkStore store = FrameworkStore.inMemory();
        store.append(List.of(
                new FrameworkState.Change.Subscribed("f-1"),
                new FrameworkState.Change.TaskChanged(new KnownTask(
                        "t-1", "worker", "S0", "host", "", 1000, 1728, Map.of(), KnownTask.Phase.RUNNING))));
        try (MesosNegotiator negotiator = open(store)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> negotiator.adopt("t-2", worker(1728), TaskStarter.ofFlink(CONFIGURATION)))
                    .withMessage("No task t-2 of an earlier run waits for a demand. Choose one of recovered().");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> negotiator.adopt("t-1", worker(1729), TaskStarter.ofFlink(CONFIGURATION)))
                    .withMessage("The task t-1 has 1728 MiB, the plan of worker needs 1729 MiB. Adopt it for a smaller"
                            + " plan, or let it end.");
        }
    }

    @Test
    void refusesOptionsThatContradictEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withRules(MatchRules.of("other")))
                .withMessage("The framework has the role test, the rules of matching other. Give both the same.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withFramework(FrameworkOptions.info(FlinkConfiguration.of(Map.of()))))
                .withMessage("The framework has the role *, the rules of matching test. Give both the same.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MesosNegotiatorOptions(
                        OPTIONS.framework(),
                        OPTIONS.rules(),
                        OPTIONS.constraints(),
                        OPTIONS.fitter(),
                        OPTIONS.settings(),
                        OPTIONS.whenRemoved(),
                        OPTIONS.times(),
                        0,
                        OPTIONS.nanoClock()))
                .withMessage("At least one REVIVE must be possible, not 0.");
        MesosNegotiatorOptions.Times usual = OPTIONS.times();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MesosNegotiatorOptions.Times(
                        usual.doubtLimit(), usual.silenceLimit(), usual.reviveInterval(), Duration.ZERO, usual.tick()))
                .withMessage("The times of a negotiation are above zero, not PT0S.");
    }

    @Test
    @SuppressWarnings("deprecation") // The old field is what has to be refused.
    void refusesRolesThatTheCapabilitiesDoNotAllowWithWhatToDo() {
        FrameworkInfo info = OPTIONS.framework();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrameworkOptions.roleOf(
                        info.toBuilder().clearCapabilities().build()))
                .withMessage("Cannot subscribe with the roles [test] without the capability MULTI_ROLE: the master"
                        + " refuses it. Add the capability.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrameworkOptions.roleOf(
                        info.toBuilder().clearRoles().setRole("test").build()))
                .withMessage("Cannot subscribe with the capability MULTI_ROLE and the field role (test): the master"
                        + " refuses it. Use the field roles.");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        FrameworkOptions.roleOf(info.toBuilder().addRoles("b").build()))
                .withMessage("A negotiator takes offers of one role, not of [test, b]. Name one.");
        assertThat(info.getCapabilitiesList()).extracting(Capability::getType).contains(Capability.Type.MULTI_ROLE);
    }
}
