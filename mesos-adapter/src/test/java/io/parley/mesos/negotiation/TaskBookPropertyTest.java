package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.FailureRate;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.matching.AgentConstraints;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.state.KnownTask;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a master, its agents and crashes do: no demand is lost, no task doubled or leaked. */
class TaskBookPropertyTest {

    private static final long SEED = Long.getLong("parley.seed", 20261129L);
    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));

    private static final OpenDemands.Wish WISH =
            new OpenDemands.Wish(TaskStarter.ofFlink(CONFIGURATION), AgentConstraints.NONE);

    static LongStream seeds() {
        return LongStream.range(SEED, SEED + 300);
    }

    /** One run of a scheduler over the life of a framework; a crash ends it without a word. */
    private static final class Run implements DemandOwner<GrantedTask>, NegotiationListener<GrantedTask> {

        private final Map<String, TrackedDemand<GrantedTask>> demands = new LinkedHashMap<>();
        private final OrderedSignals signals = new OrderedSignals(failure -> {
            throw failure;
        });
        private final DemandLedger<GrantedTask> ledger;
        private final Outbox outbox;
        private final TaskBook book;

        Run(FrameworkStore store, MesosNegotiatorOptions options, ModelMaster master, int number) {
            ledger = new DemandLedger<>(options.settings(), this, signals);
            outbox = new Outbox(store, new Outbox.Listener() {
                @Override
                public void notLaunched(String task, String why) {
                    throw new AssertionError(why);
                }

                @Override
                public void storeFailed(String why) {
                    throw new AssertionError(why);
                }

                @Override
                public void notSent(String why) {
                    throw new AssertionError(why);
                }
            });
            outbox.connection(master);
            outbox.framework(ModelMaster.FRAMEWORK);
            int[] next = {0};
            book = new TaskBook(ledger, outbox, options, () -> "run" + number + "-" + ++next[0]);
        }

        void deliver() {
            outbox.seal();
            outbox.deliver();
            signals.deliver();
        }

        @Override
        public boolean change(TrackedDemand<GrantedTask> tracked, Demand other) {
            throw new AssertionError();
        }

        @Override
        public void cancel(TrackedDemand<GrantedTask> tracked) {
            throw new AssertionError();
        }

        @Override
        public void onExit(
                DemandHandle<GrantedTask> demand, GrantedTask granted, ProcessExit exit, Optional<Duration> again) {
            assertThat(exit.diagnostics()).isNotBlank();
        }
    }

    private static MesosNegotiatorOptions options() {
        return MesosNegotiatorOptions.of(CONFIGURATION)
                .withSettings(new NegotiationSettings(
                        new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(20)),
                        new FailureRate(1_000_000, Duration.ofMinutes(1), "x"),
                        new HostAvoidance(3, Duration.ofMinutes(1), Duration.ofMinutes(1), 33),
                        Duration.ofSeconds(10)))
                .withTimes(new MesosNegotiatorOptions.Times(
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)));
    }

    private final SplittableRandom[] random = new SplittableRandom[1];
    private final FrameworkStore store = FrameworkStore.inMemory();
    private final Map<String, Demand> wanted = new LinkedHashMap<>();
    private Duration now = Duration.ofSeconds(1);
    private int runs;

    private Run begin(ModelMaster master) throws IOException {
        Run run = new Run(store, options(), master, ++runs);
        FrameworkState state = store.load();
        state.tasks().values().forEach(task -> run.book.tasks().recovered(task, now));
        for (KnownTask task : run.book.tasks().unclaimed()) {
            Demand demand = wanted.get(task.demand());
            if (demand != null && !run.demands.containsKey(task.demand())) {
                run.demands.put(task.demand(), run.book.adopt(run, demand, WISH, task, now));
            } else {
                run.book.tasks().unwanted(task.id(), now);
            }
        }
        wanted.forEach((name, demand) -> {
            if (!run.demands.containsKey(name)) {
                run.demands.put(name, run.book.add(run, demand, WISH, now));
            }
        });
        run.deliver();
        subscribe(run, master);
        return run;
    }

    private void subscribe(Run run, ModelMaster master) {
        master.disconnect();
        run.book.disconnected();
        master.connected = true;
        master.suppressed = run.book.wantsNoOffers();
        run.book.subscribed(master.suppressed, now);
        run.deliver();
    }

    private void handle(Run run, ModelMaster master, int most) {
        for (int i = 0; i < most && !master.events.isEmpty(); i++) {
            Event event = master.events.removeFirst();
            switch (event.getType()) {
                case OFFERS -> run.book.offers(event.getOffers().getOffersList(), now);
                case UPDATE -> run.book.update(event.getUpdate().getStatus(), now);
                case FAILURE ->
                    run.book.tasks().agentFailed(event.getFailure().getAgentId().getValue(), now);
                default -> {}
            }
            run.deliver();
            if (event.getType() == Event.Type.OFFERS) {
                event.getOffers()
                        .getOffersList()
                        .forEach(offer -> assertThat(master.offers)
                                .as("no offer is held")
                                .doesNotContainKey(offer.getId().getValue()));
            }
        }
    }

    /** What is sent must be on the disk. */
    private void check(Call call) {
        FrameworkState state;
        try {
            state = store.load();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        if (call.getType() == Call.Type.ACCEPT) {
            call.getAccept()
                    .getOperations(0)
                    .getLaunch()
                    .getTaskInfosList()
                    .forEach(task -> assertThat(state.tasks())
                            .as("kept before it is launched")
                            .containsKey(task.getTaskId().getValue()));
        }
        if (call.getType() == Call.Type.ACKNOWLEDGE) {
            String id = call.getAcknowledge().getTaskId().getValue();
            assertThat(call.getAcknowledge().getUuid().isEmpty()).isFalse();
            if (endsToAcknowledge.containsKey(id) && endsToAcknowledge.get(id)) {
                assertThat(state.tasks())
                        .as("its end is kept before it is acknowledged")
                        .doesNotContainKey(id);
            }
        }
    }

    /** Whether the update that is being handled is an end. */
    private final Map<String, Boolean> endsToAcknowledge = new LinkedHashMap<>();

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostDoubledOrLeaked(long seed) throws IOException {
        SplittableRandom chance = new SplittableRandom(seed);
        random[0] = chance;
        ModelMaster master = new ModelMaster(chance.split(), 3 + chance.nextInt(4), this::check);
        int count = 1 + chance.nextInt(12);
        for (int i = 0; i < count; i++) {
            Demand demand = Demand.of(
                    "worker " + i,
                    ProcessRequirements.of(SamplePlans.taskManager(
                                    MemorySize.ofMebibytes(chance.nextInt(2) == 0 ? 1024 : 1728)))
                            .cpus(CpuAmount.ofCores(1))
                            .build());
            wanted.put(demand.name(), chance.nextInt(2) == 0 ? demand : demand.replacedWhenLost());
        }
        Run run = begin(master);
        for (int step = 0; step < 120; step++) {
            now = now.plusMillis(chance.nextInt(4000));
            run = disturb(run, master, chance);
            rememberEnds(master);
            handle(run, master, chance.nextInt(5));
            if (chance.nextInt(3) == 0) {
                run.book.tick(now);
                run.deliver();
            }
        }
        settle(run, master);
        assertSettled(run, master);
    }

    private void rememberEnds(ModelMaster master) {
        endsToAcknowledge.clear();
        master.agents
                .values()
                .forEach(agent -> agent.tasks.forEach((id, task) -> {
                    if (!task.unacknowledged.isEmpty()) {
                        TaskState state = task.unacknowledged.getFirst().getState();
                        endsToAcknowledge.put(
                                id,
                                task.unacknowledged.size() == 1
                                        && (state == TaskState.TASK_FAILED
                                                || state == TaskState.TASK_FINISHED
                                                || state == TaskState.TASK_KILLED));
                    }
                }));
    }

    private Run disturb(Run run, ModelMaster master, SplittableRandom chance) throws IOException {
        List<ModelMaster.Agent> agents = List.copyOf(master.agents.values());
        ModelMaster.Agent agent = agents.get(chance.nextInt(agents.size()));
        List<ModelMaster.Task> tasks = List.copyOf(agent.tasks.values());
        switch (chance.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> master.offer();
            case 5, 6, 7 -> {
                for (ModelMaster.Task task : tasks) {
                    master.progress(
                            agent,
                            task,
                            task.state == TaskState.TASK_STAGING ? TaskState.TASK_STARTING : TaskState.TASK_RUNNING);
                }
            }
            case 8 -> {
                if (!tasks.isEmpty()) {
                    master.progress(
                            agent,
                            tasks.get(chance.nextInt(tasks.size())),
                            chance.nextInt(3) == 0 ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED);
                }
            }
            case 9 -> master.resend();
            case 10 -> master.rescind();
            case 11 -> {
                if (chance.nextBoolean()) {
                    master.disconnect();
                    run.book.disconnected();
                } else {
                    subscribe(run, master);
                }
            }
            case 12 -> {
                if (chance.nextInt(3) == 0) {
                    master.partition(agent);
                } else {
                    master.heal(agent);
                }
            }
            case 13 -> {
                if (chance.nextInt(8) == 0
                        && master.agents.values().stream()
                                        .filter(a -> !a.removed)
                                        .count()
                                > 2) {
                    master.remove(agent);
                }
            }
            case 14 -> {
                if (chance.nextInt(6) == 0) {
                    return begin(master);
                }
            }
            default -> {
                List<TrackedDemand<GrantedTask>> open = new ArrayList<>(run.demands.values());
                if (!open.isEmpty() && chance.nextInt(6) == 0) {
                    TrackedDemand<GrantedTask> demand = open.get(chance.nextInt(open.size()));
                    run.book.cancel(demand, now);
                    wanted.remove(demand.demand().name());
                    run.deliver();
                }
            }
        }
        return run;
    }

    /** Everything that can come back does, and time passes. */
    private void settle(Run run, ModelMaster master) {
        endsToAcknowledge.clear();
        for (int i = 0; i < 400; i++) {
            now = now.plusSeconds(5);
            if (i % 50 == 0) {
                subscribe(run, master);
            }
            master.agents.values().forEach(master::heal);
            master.offer();
            handle(run, master, 1000);
            master.agents
                    .values()
                    .forEach(agent -> List.copyOf(agent.tasks.values()).forEach(task -> {
                        if (task.state != TaskState.TASK_RUNNING) {
                            master.progress(agent, task, TaskState.TASK_RUNNING);
                        }
                    }));
            master.resend();
            handle(run, master, 1000);
            run.book.tick(now);
            run.deliver();
            handle(run, master, 1000);
        }
    }

    private void assertSettled(Run run, ModelMaster master) throws IOException {
        List<String> held = new ArrayList<>();
        int waiting = 0;
        for (TrackedDemand<GrantedTask> demand : run.demands.values()) {
            assertThat(demand.state()).as(demand.toString()).isNotEqualTo(DemandState.GRANTED);
            demand.granted().ifPresent(granted -> held.add(granted.id()));
            waiting += demand.state() == DemandState.PENDING || demand.state() == DemandState.DELAYED ? 1 : 0;
        }
        List<String> alive = master.alive().stream()
                .map(task -> task.info.getTaskId().getValue())
                .toList();
        assertThat(alive).as("what lives is what demands hold").containsExactlyInAnyOrderElementsOf(held);
        assertThat(store.load().tasks().keySet()).as("what is kept").containsExactlyInAnyOrderElementsOf(held);
        assertThat(master.offers).as("offers that are held").isEmpty();
        assertThat(master.agents.values().stream()
                        .flatMap(agent -> agent.tasks.values().stream())
                        .flatMap(task -> task.unacknowledged.stream()))
                .as("updates that wait")
                .isEmpty();
        if (waiting > 0) {
            long room = master.agents.values().stream()
                                    .filter(agent -> !agent.removed)
                                    .count()
                            * 4
                    - alive.size();
            assertThat(room).as("free cpus while %d demands wait", waiting).isLessThan(2);
        } else {
            assertThat(master.suppressed).as("no offers while nothing waits").isTrue();
        }
        assertThat(run.book.tasks().isReconciled()).isTrue();
    }
}
