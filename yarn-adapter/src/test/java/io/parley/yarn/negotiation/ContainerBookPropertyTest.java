package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PlanFitter;
import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.FailureRate;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.negotiation.TrackedDemand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens in whatever order: nothing is lost, nothing doubled, nothing leaked. */
class ContainerBookPropertyTest {

    private static final long SEED = Long.getLong("parley.seed", 20_260_101L);
    private static final int RUNS = 300;
    private static final int STEPS = 250;
    private static final int HOSTS = 5;
    private static final int[] STATUSES = {0, 1, 143, -100, -101, -102, -104, -105, -106, -1000};

    static LongStream seeds() {
        System.out.println("ContainerBookPropertyTest runs with -Dparley.seed=" + SEED);
        return new SplittableRandom(SEED).longs(RUNS);
    }

    /** One run: the books, the model, and the demands so far. */
    private static final class Run implements DemandOwner<GrantedContainer> {

        private final SplittableRandom random;
        private final ModelYarn yarn = new ModelYarn();
        private final OrderedSignals signals = new OrderedSignals(failure -> {
            throw failure;
        });
        private final DemandLedger<GrantedContainer> ledger;
        private final ContainerBook book;
        private final List<TrackedDemand<GrantedContainer>> demands = new ArrayList<>();
        private Duration now = Duration.ZERO;
        private long heartbeat = 1;

        Run(long seed) {
            random = new SplittableRandom(seed);
            int bearable = random.nextBoolean() ? 1_000_000 : 5;
            ledger = new DemandLedger<>(
                    new NegotiationSettings(
                            new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(20)),
                            new FailureRate(bearable, Duration.ofMinutes(1), "key"),
                            HostAvoidance.DEFAULT,
                            Duration.ofMinutes(1)),
                    new Events(),
                    signals);
            book = new ContainerBook(ledger, yarn, PlanFitter.UNCHANGED, new NodeNames(false), EnvironmentLimits.NONE);
        }

        @Override
        public boolean change(TrackedDemand<GrantedContainer> tracked, Demand other) {
            return book.change(tracked, other, heartbeat + 1, now);
        }

        @Override
        public void cancel(TrackedDemand<GrantedContainer> tracked) {
            book.cancel(tracked, now);
        }

        private Demand demand() {
            Demand demand = Workers.demand("d" + demands.size(), 1024 + 256L * random.nextInt(4));
            if (random.nextInt(4) == 0) {
                int most = 1 + random.nextInt(2);
                demand = demand.spreadIn(new SpreadGroup("g" + most, most));
            }
            return random.nextBoolean() ? demand.replacedWhenLost() : demand;
        }

        boolean callerStarts(TrackedDemand<GrantedContainer> demand) {
            return book.containers().startedByCaller().stream()
                    .anyMatch(container -> demand.granted().stream()
                            .anyMatch(granted -> granted.id().equals(container.getId())));
        }

        /** Some callers start their processes themselves. */
        private @Nullable ContainerStarter starter() {
            return random.nextInt(4) == 0 ? null : Workers.SLEEP;
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> demands.add(book.add(this, demand(), starter(), heartbeat + 1, now));
                case 3, 4, 5 -> grantSome();
                case 6, 7 -> startSome();
                case 8 -> endOne();
                case 9 -> pick().ifPresent(TrackedDemand::cancel);
                case 10 -> pick().ifPresent(found -> found.change(demand()));
                default -> {
                    if (random.nextInt(3) == 0) {
                        book.refusedByYarn("something is wrong", heartbeat, heartbeat + 1, now);
                    }
                    tick(random.nextInt(5));
                }
            }
            signals.deliver();
            check();
        }

        private Optional<TrackedDemand<GrantedContainer>> pick() {
            return demands.isEmpty() ? Optional.empty() : Optional.of(demands.get(random.nextInt(demands.size())));
        }

        private String host() {
            List<String> usable = new ArrayList<>();
            for (int i = 0; i < HOSTS; i++) {
                if (!yarn.avoided().contains("h" + i)) {
                    usable.add("h" + i);
                }
            }
            assertThat(usable).as("never are all nodes avoided").isNotEmpty();
            return usable.get(random.nextInt(usable.size()));
        }

        /** Sometimes YARN grants more containers than are asked for, and larger ones. */
        void grantSome() {
            for (ContainerRequest request : yarn.requests()) {
                if (random.nextInt(3) > 0) {
                    book.allocated(yarn.grant(request, host(), 256L * random.nextInt(2)), now);
                }
                if (random.nextInt(8) == 0) {
                    book.allocated(yarn.grant(request, host(), 0), now);
                }
            }
        }

        void startSome() {
            for (ContainerId container : yarn.starting()) {
                if (random.nextInt(6) > 0) {
                    yarn.started(container);
                    book.containers().started(container, now);
                } else {
                    book.containers().notStarted(container, "the model says no", now);
                }
            }
        }

        private void endOne() {
            List<Container> live = List.copyOf(yarn.live().values());
            if (!live.isEmpty()) {
                ContainerId container = live.get(random.nextInt(live.size())).getId();
                book.containers().completed(yarn.end(container, STATUSES[random.nextInt(STATUSES.length)]), now);
            }
        }

        void tick(long seconds) {
            now = now.plusSeconds(seconds);
            heartbeat++;
            yarn.heartbeat(heartbeat);
            book.tick(heartbeat, heartbeat + 1, HOSTS, now);
        }

        void check() {
            Set<ContainerId> held = new HashSet<>();
            for (TrackedDemand<GrantedContainer> demand : demands) {
                boolean holds = demand.state() == DemandState.GRANTED || demand.state() == DemandState.RUNNING;
                assertThat(demand.granted().isPresent()).as(demand.toString()).isEqualTo(holds);
                demand.granted()
                        .ifPresent(granted -> assertThat(held.add(granted.id()))
                                .as("one container, one demand")
                                .isTrue());
            }
            Map<List<String>, Integer> perHost = new HashMap<>();
            demands.forEach(demand -> demand.demand()
                    .spread()
                    .ifPresent(group -> demand.granted()
                            .ifPresent(granted -> assertThat(perHost.merge(
                                            List.of(
                                                    group.name(),
                                                    granted.container()
                                                            .getNodeId()
                                                            .getHost()),
                                            1,
                                            Integer::sum))
                                    .as("of a group on one host")
                                    .isLessThanOrEqualTo(group.mostPerHost()))));
            assertThat(yarn.live().keySet())
                    .as("what is live is held, the rest was given back")
                    .isEqualTo(held);
            assertThat(book.containers().size()).isEqualTo(held.size());
            assertThat(ledger.isWaiting())
                    .isEqualTo(demands.stream()
                            .anyMatch(demand ->
                                    demand.state() == DemandState.PENDING || demand.state() == DemandState.DELAYED));
        }

        /** From now on everything goes well. */
        void settle() {
            for (int i = 0; i < 400 && (ledger.isWaiting() || !yarn.starting().isEmpty()); i++) {
                tick(5);
                for (ContainerRequest request : yarn.requests()) {
                    book.allocated(yarn.grant(request, host(), 0), now);
                }
                for (ContainerId container : yarn.starting()) {
                    yarn.started(container);
                    book.containers().started(container, now);
                }
                signals.deliver();
                check();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostOrDoubledOrLeaked(long seed) {
        Run run = new Run(seed);
        for (int i = 0; i < STEPS; i++) {
            run.step();
        }
        // More of a group than all nodes may hold would wait for ever; free their places.
        run.demands.stream()
                .filter(demand -> demand.demand().spread().isPresent())
                .forEach(TrackedDemand::cancel);
        run.settle();

        assertThat(run.demands)
                .allSatisfy(demand -> assertThat(demand.state().isFinal()
                                || demand.state() == DemandState.RUNNING
                                || (demand.state() == DemandState.GRANTED && run.callerStarts(demand)))
                        .as(demand.toString())
                        .isTrue());
        assertThat(run.yarn.requests()).isEmpty();
        run.demands.forEach(TrackedDemand::cancel);
        assertThat(run.yarn.live()).isEmpty();
        assertThat(run.book.containers().size()).isZero();
    }
}
