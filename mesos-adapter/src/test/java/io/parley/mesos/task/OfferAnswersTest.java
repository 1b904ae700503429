package io.parley.mesos.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.matching.GroupPlacements;
import io.parley.mesos.matching.MatchRules;
import io.parley.mesos.matching.Matching;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.OfferMatcher;
import io.parley.mesos.matching.ResourceNeed;
import io.parley.mesos.matching.Take;
import io.parley.mesos.recorded.Recorded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;

class OfferAnswersTest {

    private static final Offer OFFERED = Recorded.offers().get(0);
    private static final FrameworkID FRAMEWORK = OFFERED.getFrameworkId();
    private static final OfferMatcher MATCHER = new OfferMatcher(MatchRules.of("test"));
    private static final ProcessMemoryPlan PLAN = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));

    private static OfferDemand demand(String name, double cpus, long mem) {
        return OfferDemand.of(name, new ResourceNeed(new CpuAmount(Math.round(cpus * 1000)), mem, 0, 0, List.of()));
    }

    private static Matching match(List<Offer> offers, OfferDemand... demands) {
        return MATCHER.match(offers, List.of(demands), GroupPlacements.NONE);
    }

    private static TaskInfo task(String id, Take take) {
        return TaskLaunch.of(
                        PLAN,
                        FlinkConfiguration.of(Map.of("parley.mesos.flink-home", "/opt/flink")),
                        TaskPlace.of(id, take))
                .name(id)
                .build()
                .toTaskInfo();
    }

    private static OfferAnswers.Launch launch(String id, Take take) {
        return new OfferAnswers.Launch(take, task(id, take));
    }

    /** Everything but what the process does is what a real master took. */
    @Test
    void acceptIsWhatARealMasterTook() {
        Call recorded = Recorded.call("accept");
        Take take = match(List.of(OFFERED), demand("p-1", 0.1, 32)).takes().get(0);

        Call call = OfferAnswers.accepts(FRAMEWORK, List.of(launch("p-1", take)), Duration.ZERO)
                .get(0);

        assertThat(withoutCommand(call)).isEqualTo(withoutCommand(recorded));
    }

    private static Call withoutCommand(Call call) {
        Call.Builder builder = call.toBuilder();
        builder.getAcceptBuilder()
                .getOperationsBuilder(0)
                .getLaunchBuilder()
                .getTaskInfosBuilder(0)
                .clearCommand()
                .clearKillPolicy();
        return builder.build();
    }

    @Test
    void declineIsWhatARealMasterTook() {
        Call recorded = Recorded.call("decline");
        Offer offer =
                OFFERED.toBuilder().setId(recorded.getDecline().getOfferIds(0)).build();
        OfferMatcher matcher = new OfferMatcher(new MatchRules(
                "test",
                MatchRules.GpuAgents.LEFT_ALONE,
                MatchRules.of("test").policies(),
                Duration.ofSeconds(5),
                Duration.ofMillis(Math.round(recorded.getDecline().getFilters().getRefuseSeconds() * 1000))));

        List<Call> calls = OfferAnswers.declines(
                FRAMEWORK,
                matcher.match(List.of(offer), List.of(), GroupPlacements.NONE).declines());

        assertThat(calls)
                .containsExactly(Call.newBuilder(recorded)
                        .clearDecline()
                        .setDecline(Call.Decline.newBuilder()
                                .addOfferIds(offer.getId())
                                .setFilters(recorded.getDecline().getFilters()))
                        .build());
    }

    @Test
    void tasksOfOneAgentGoIntoOneAcceptWithAllOfItsOffers() {
        Offer other =
                OFFERED.toBuilder().setId(OfferID.newBuilder().setValue("rest")).build();
        Matching matching = match(List.of(OFFERED, other), demand("a", 2, 1000), demand("b", 3, 1000));

        List<Call> calls = OfferAnswers.accepts(
                FRAMEWORK,
                List.of(
                        launch("a", matching.takes().get(0)),
                        launch("b", matching.takes().get(1))),
                Duration.ofSeconds(5));

        assertThat(calls).hasSize(1);
        assertThat(calls.get(0).getAccept().getOfferIdsList()).containsExactly(OFFERED.getId(), other.getId());
        assertThat(calls.get(0).getAccept().getOperations(0).getLaunch().getTaskInfosList())
                .extracting(TaskInfo::getName)
                .containsExactly("a", "b");
    }

    @Test
    void everyOfferIsAnsweredOnceAndRefusedAsLongAsItsReasonSays() {
        Offer gpus = onAgent("gpus")
                .addResources(OFFERED.getResources(1).toBuilder().setName("gpus"))
                .build();
        Offer small = onAgent("small")
                .clearResources()
                .addResources(OFFERED.getResources(1).toBuilder()
                        .setName("cpus")
                        .setScalar(org.apache.mesos.v1.Protos.Value.Scalar.newBuilder()
                                .setValue(0.1)))
                .build();
        Matching matching = match(List.of(OFFERED, gpus, small), demand("a", 2, 1000), demand("big", 100, 1000));

        List<Call> declines = OfferAnswers.declines(FRAMEWORK, matching.declines());

        assertThat(declines).hasSize(2);
        assertThat(declined(declines, 5)).containsExactly(small.getId());
        assertThat(declined(declines, 3600)).containsExactly(gpus.getId());
        assertThat(matching.takes().get(0).offers()).containsExactly(OFFERED.getId());
    }

    private static List<OfferID> declined(List<Call> calls, double seconds) {
        Filters filters = Filters.newBuilder().setRefuseSeconds(seconds).build();
        return calls.stream()
                .filter(call -> call.getDecline().getFilters().equals(filters))
                .flatMap(call -> call.getDecline().getOfferIdsList().stream())
                .toList();
    }

    private static Offer.Builder onAgent(String name) {
        Offer.Builder offer = OFFERED.toBuilder();
        offer.getIdBuilder().setValue("offer-of-" + name);
        offer.getAgentIdBuilder().setValue(name);
        return offer;
    }

    @Test
    void textOfALaunchShowsNothingOfWhatIsRun() {
        Take take = match(List.of(OFFERED), demand("a", 1, 1000)).takes().get(0);
        TaskInfo.Builder task = task("a", take).toBuilder();
        task.getCommandBuilder().addArguments("-Dmy.password=hunter2");

        assertThat(new OfferAnswers.Launch(take, task.build()))
                .hasToString("Launch{a on " + take.agent().getValue() + "}");
    }

    @Test
    void taskThatTakesAnythingElseThanWasMatchedIsRefused() {
        Take take = match(List.of(OFFERED), demand("a", 1, 1000)).takes().get(0);
        Resource more = take.resources().get(0).toBuilder()
                .setScalar(org.apache.mesos.v1.Protos.Value.Scalar.newBuilder().setValue(2))
                .build();
        TaskInfo greedy = task("a", take).toBuilder().setResources(0, more).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OfferAnswers.Launch(take, greedy))
                .withMessageContaining("does not take what was matched");
    }
}
