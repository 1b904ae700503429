package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskGroupInfo;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What several frameworks, agents and tasks of one cluster may have of it. */
@Timeout(60)
class SharedClusterTest {

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().withAgents().faster(20));
    private final RawScheduler first = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private final RawScheduler second = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
        simulator.close();
    }

    private void addAgent(String name) {
        simulator.agents().add(AgentDescription.of(name, 4, 4096, 4096));
    }

    private static Call.Builder accept(List<Offer> offers, Offer.Operation.Builder operation) {
        Call.Accept.Builder accept = Call.Accept.newBuilder().addOperations(operation);
        offers.forEach(offer -> accept.addOfferIds(offer.getId()));
        return Call.newBuilder().setType(Call.Type.ACCEPT).setAccept(accept);
    }

    @Test
    void offersTheNextAgentToTheFrameworkWithLess() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first").build());
        second.subscribe(RawScheduler.info("second").build());
        addAgent("one");
        addAgent("other");

        assertThat(List.of(first.offer().getHostname(), second.offer().getHostname()))
                .containsExactlyInAnyOrder("one", "other");
    }

    /** By the number of what was offered to each it would be the other way round. */
    @Test
    void offersTheNextAgentToTheRoleWithLess() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first").clearRoles().addRoles("a").build());
        second.subscribe(RawScheduler.info("second").clearRoles().addRoles("b").build());
        simulator.agents().add(AgentDescription.of("large", 8, 4096, 4096));
        assertThat(first.offer().getHostname()).isEqualTo("large");
        simulator.agents().add(AgentDescription.of("small", 1, 1, 1));
        assertThat(second.offer().getHostname()).isEqualTo("small");

        simulator.agents().add(AgentDescription.of("next", 1, 1, 1));

        assertThat(second.offer().getHostname()).isEqualTo("next");
    }

    /** What a role has of a task counts as what it is offered. */
    @Test
    void offersTheNextAgentToTheFrameworkWithoutTasks() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first").build());
        second.subscribe(RawScheduler.info("second").build());
        addCpus("one");
        Offer offer = first.offer();
        first.accept(
                offer,
                RawScheduler.task(offer, "t", "exec sleep 1000", 4).toBuilder()
                        .clearResources()
                        .addResources(AgentDescription.scalar("cpus", 4))
                        .build());
        first.await("t", TaskState.TASK_RUNNING);

        addCpus("next");

        assertThat(second.offer().getHostname()).isEqualTo("next");
    }

    private void addCpus(String name) {
        simulator
                .agents()
                .add(new AgentDescription(name, List.of(AgentDescription.scalar("cpus", 4)), List.of(), null));
    }

    @Test
    void offersInTurnToRolesThatHaveTheSame() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first")
                .clearRoles()
                .addRoles("a")
                .addRoles("b")
                .build());
        addAgent("one");
        List<String> roles = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            Offer offer = first.offer();
            roles.add(offer.getAllocationInfo().getRole());
            first.call(Call.newBuilder()
                    .setType(Call.Type.DECLINE)
                    .setDecline(Call.Decline.newBuilder()
                            .addOfferIds(offer.getId())
                            .setFilters(Filters.newBuilder().setRefuseSeconds(0))));
        }

        assertThat(roles).containsExactly("a", "b", "a", "b");
    }

    @Test
    void offersToTheOtherRoleWhatOneDoesNotWant() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first").addRoles("other").build());
        addAgent("one");
        Offer offer = first.offer();

        first.call(Call.newBuilder()
                .setType(Call.Type.DECLINE)
                .setDecline(Call.Decline.newBuilder()
                        .addOfferIds(offer.getId())
                        .setFilters(Filters.newBuilder().setRefuseSeconds(3600))));

        assertThat(first.offer().getAllocationInfo().getRole())
                .isNotEqualTo(offer.getAllocationInfo().getRole());
    }

    @Test
    void dropsATaskOfAnOfferOfAnotherFramework() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first").build());
        second.subscribe(RawScheduler.info("second").build());
        addAgent("one");
        Offer offer = first.offer();

        second.accept(offer, RawScheduler.task(offer, "stolen", "true", 1));

        assertThat(second.await("stolen", TaskState.TASK_DROPPED).getReason())
                .isEqualTo(TaskStatus.Reason.REASON_INVALID_OFFERS);
        first.accept(offer, RawScheduler.task(offer, "own", "true", 1));
        first.await("own", TaskState.TASK_FINISHED);
    }

    @Test
    void dropsATaskOfOffersOfTwoAgents() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first").build());
        addAgent("one");
        addAgent("other");
        List<Offer> offers = List.of(first.offer(), first.offer());

        first.call(accept(
                offers,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH)
                        .setLaunch(Offer.Operation.Launch.newBuilder()
                                .addTaskInfos(RawScheduler.task(offers.get(0), "t", "true", 1)))));

        assertThat(first.await("t", TaskState.TASK_DROPPED).getMessage()).contains("one single agent");
    }

    private static Offer.Operation.Builder launch(TaskInfo task) {
        return Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.LAUNCH)
                .setLaunch(Offer.Operation.Launch.newBuilder().addTaskInfos(task));
    }

    @Test
    void dropsATaskOfOffersOfTwoRoles() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first")
                .clearRoles()
                .addRoles("a")
                .addRoles("b")
                .build());
        simulator
                .agents()
                .add(new AgentDescription("two", List.of(), List.of(), null)
                        .withReserved("a", AgentDescription.scalar("cpus", 2))
                        .withReserved("b", AgentDescription.scalar("cpus", 2)));
        List<Offer> offers = first.await(event -> event.getType() == Event.Type.OFFERS)
                .getOffers()
                .getOffersList();
        assertThat(offers).hasSize(2);

        first.call(accept(offers, launch(RawScheduler.task(offers.get(0), "t", "true", 1))));

        assertThat(first.await("t", TaskState.TASK_DROPPED).getMessage()).contains("the same role");
    }

    @Test
    void launchesATaskOfAllThatTheOffersOfAnAgentHold() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first").build());
        addAgent("one");
        Offer offer = first.offer();
        first.accept(offer, RawScheduler.task(offer, "small", "true", 1));
        Offer left = first.offer();
        first.await("small", TaskState.TASK_FINISHED);
        Offer freed = first.offer();

        first.call(accept(List.of(freed, left), launch(RawScheduler.task(offer, "large", "true", 4))));

        first.await("large", TaskState.TASK_FINISHED);
    }

    @Test
    void launchesAllTasksOfAGroupOrNone() throws IOException, InterruptedException {
        first.subscribe(RawScheduler.info("first").build());
        addAgent("one");
        Offer offer = first.offer();
        ExecutorInfo executor = ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.DEFAULT)
                .setExecutorId(ExecutorID.newBuilder().setValue("executor"))
                .addResources(AgentDescription.scalar("cpus", 0.1))
                .build();

        // Without its executor it would fit.
        first.call(accept(
                List.of(offer),
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH_GROUP)
                        .setLaunchGroup(Offer.Operation.LaunchGroup.newBuilder()
                                .setExecutor(executor)
                                .setTaskGroup(TaskGroupInfo.newBuilder()
                                        .addTasks(RawScheduler.task(offer, "small", "sleep 1000", 1))
                                        .addTasks(RawScheduler.task(offer, "large", "sleep 1000", 3))))));

        for (String task : List.of("small", "large")) {
            TaskStatus error = first.await(task, TaskState.TASK_ERROR);
            assertThat(error.getReason()).isEqualTo(TaskStatus.Reason.REASON_TASK_GROUP_INVALID);
            assertThat(error.hasUuid()).isFalse();
        }
        first.during(Duration.ofMillis(100));
        assertThat(simulator.processes()).isEmpty();
    }

    /** Those with the capability may have them back, see the recordings. */
    @Test
    void endsTheTasksOfFrameworksThatAreNotPartitionAwareWhenTheirAgentComesBack()
            throws IOException, InterruptedException {
        FrameworkInfo.Builder info = RawScheduler.info("first").clearCapabilities();
        info.addCapabilitiesBuilder().setType(FrameworkInfo.Capability.Type.MULTI_ROLE);
        first.subscribe(info.build());
        addAgent("one");
        Offer offer = first.offer();
        // Before reservation refinement.
        first.accept(offer, RawScheduler.task(offer, "t", "sleep 1000", 1));
        first.await("t", TaskState.TASK_RUNNING);
        List<ProcessHandle> processes = simulator.processes();

        simulator.agents().partition("one");
        assertThat(first.await("t", TaskState.TASK_LOST).getReason()).isEqualTo(TaskStatus.Reason.REASON_AGENT_REMOVED);
        assertThat(processes).hasSize(1).allMatch(ProcessHandle::isAlive);
        simulator.agents().comeBack("one");

        assertThat(processes.get(0).onExit()).succeedsWithin(Duration.ofSeconds(20));
    }
}
