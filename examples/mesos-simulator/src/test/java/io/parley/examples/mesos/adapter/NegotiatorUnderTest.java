package io.parley.examples.mesos.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.FailureRate;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosConnector;
import io.parley.mesos.negotiation.MesosNegotiator;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.negotiation.TaskStarter;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.task.TaskLaunch;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A negotiator of the adapter, whose tasks run lines of a shell in the place of Flink; with what happens to it. */
final class NegotiatorUnderTest implements NegotiationListener<GrantedTask>, AutoCloseable {

    static final String ROLE = "parley-test";
    /** Runs until it is ended. */
    static final String SLEEP = "exec sleep 1000 #";

    private static final Duration PATIENCE = MasterUnderTest.patience(Duration.ofSeconds(40));

    /**
     * A process that ended, or was never launched.
     *
     * @param demand of which demand
     * @param exit how
     * @param askedAgainIn how long until another is asked for, if it is
     */
    record Exit(DemandHandle<GrantedTask> demand, ProcessExit exit, Optional<Duration> askedAgainIn) {}

    private final List<Exit> exits = new CopyOnWriteArrayList<>();
    private final List<Verdict> troubles = new CopyOnWriteArrayList<>();
    private final List<ClientEvent> happened = new CopyOnWriteArrayList<>();
    private final TappedConnector wire;
    private final MesosNegotiator negotiator;

    /** Opens one; the masters are an address or several. */
    NegotiatorUnderTest(String masters, ContentEncoding encoding, FrameworkStore store, MesosNegotiatorOptions options)
            throws IOException {
        wire = new TappedConnector(MesosConnector.http(
                MasterAddress.parse(masters),
                MasterUnderTest.clientOptions(encoding, happened::add)
                        .withThrottle(new ClientOptions.Throttle(100, Duration.ofMillis(100)))));
        negotiator = MesosNegotiator.open(wire, store, options, this);
    }

    /** Opens one with nothing kept. */
    static NegotiatorUnderTest of(MasterUnderTest master, ContentEncoding encoding) throws IOException {
        return new NegotiatorUnderTest(
                master.address().toString(), encoding, FrameworkStore.inMemory(), options(Map.of()));
    }

    /** Makes options that look often at what is due. */
    static MesosNegotiatorOptions options(Map<String, String> further) {
        return MesosNegotiatorOptions.of(configuration(SLEEP, further))
                .withSettings(new NegotiationSettings(
                        new BackOff(Duration.ofMillis(50), Duration.ofMillis(200)),
                        new FailureRate(1000, Duration.ofMinutes(1), "the test's rate"),
                        HostAvoidance.DEFAULT,
                        Duration.ofMinutes(1)))
                .withTimes(times(Duration.ofMinutes(1)));
    }

    static MesosNegotiatorOptions.Times times(Duration doubtLimit) {
        return new MesosNegotiatorOptions.Times(
                doubtLimit,
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofSeconds(20),
                Duration.ofMillis(50));
    }

    private static FlinkConfiguration configuration(String line, Map<String, String> further) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "mesos.resourcemanager.framework.role", ROLE,
                "mesos.resourcemanager.framework.name", "parley-negotiator-it",
                "mesos.failover-timeout", "120",
                "mesos.resourcemanager.declined-offer-refuse-duration", "500",
                "parley.mesos.flink-home", "/opt/flink",
                "mesos.resourcemanager.tasks.taskmanager-cmd", line));
        keys.putAll(further);
        return FlinkConfiguration.of(keys);
    }

    /** Makes a demand of 0.2 cpus and 1000 MiB. */
    static Demand demand(String name) {
        return Demand.of(
                name,
                ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1000)))
                        .cpus(new CpuAmount(200))
                        .build());
    }

    /** Starts a line of a shell. */
    static TaskStarter starter(String line) {
        return granted -> TaskLaunch.of(granted.fit().plan(), configuration(line, Map.of()), granted.place())
                .build();
    }

    DemandHandle<GrantedTask> ask(Demand demand, String line) {
        return negotiator.ask(demand, starter(line));
    }

    /** Asks for a process that sleeps, and waits until it runs. */
    DemandHandle<GrantedTask> running(Demand demand) throws Exception {
        DemandHandle<GrantedTask> handle = ask(demand, SLEEP);
        awaitRunning(handle);
        return handle;
    }

    MesosNegotiator negotiator() {
        return negotiator;
    }

    TappedConnector wire() {
        return wire;
    }

    List<Exit> exits() {
        return exits;
    }

    List<Verdict> troubles() {
        return troubles;
    }

    List<ClientEvent> happened() {
        return happened;
    }

    static GrantedTask awaitRunning(DemandHandle<GrantedTask> handle) throws Exception {
        return soon(handle.whenRunning());
    }

    static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until something holds. */
    void await(String what, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as(() -> what + " did not come; " + negotiator.figures() + ", " + troubles + ", " + happened + ", "
                            + wire.events())
                    .isNegative();
            Thread.sleep(10);
        }
    }

    /** Waits until the framework is subscribed again, and the master has told how every task is. */
    void awaitSubscriptions(int times) throws InterruptedException {
        await(
                times + " subscriptions, and all answers",
                () -> wire.events().stream()
                                        .filter(org.apache.mesos.v1.scheduler.Protos.Event::hasSubscribed)
                                        .count()
                                >= times
                        && negotiator.figures().subscribed()
                        && negotiator.figures().reconciled());
    }

    /** Waits until a demand runs in another task than before. */
    GrantedTask awaitOther(DemandHandle<GrantedTask> handle, GrantedTask before) throws InterruptedException {
        await(
                "another task",
                () -> handle.state() == DemandState.RUNNING
                        && handle.granted()
                                .filter(now -> !now.id().equals(before.id()))
                                .isPresent());
        return handle.granted().orElseThrow();
    }

    @Override
    public void onExit(
            DemandHandle<GrantedTask> demand, GrantedTask granted, ProcessExit exit, Optional<Duration> askedAgainIn) {
        exits.add(new Exit(demand, exit, askedAgainIn));
    }

    @Override
    public void onTrouble(Verdict verdict) {
        troubles.add(verdict);
    }

    @Override
    public void close() {
        negotiator.close();
    }
}
