package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosConnector;
import io.parley.mesos.negotiation.MesosNegotiator;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.negotiation.TaskStarter;
import io.parley.mesos.recorded.Recorded;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a negotiator makes of a launch that a proxy before the master refuses, over real HTTP. */
@Timeout(60)
class RefusedLaunchTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));

    private final AtomicInteger accepts = new AtomicInteger();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Exit> exits = new LinkedBlockingQueue<>();

    private record Exit(ProcessExit exit, Optional<Duration> again) {}

    private final EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF) {
        @Override
        public void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection) throws IOException {
            if (Call.parseFrom(request.body()).getType() == Call.Type.ACCEPT) {
                accepts.incrementAndGet();
                connection.answer("413 Request Entity Too Large", "client intended to send too large body");
            } else {
                super.answer(request, connection);
            }
        }
    };

    private final NegotiationListener<GrantedTask> listener = new NegotiationListener<>() {
        @Override
        public void onTrouble(Verdict verdict) {
            troubles.add(verdict.explain());
        }

        @Override
        public void onExit(
                DemandHandle<GrantedTask> demand, GrantedTask granted, ProcessExit exit, Optional<Duration> again) {
            exits.add(new Exit(exit, again));
        }
    };

    private ScriptedMaster.Connection subscribed() throws Exception {
        ScriptedMaster.Connection stream = feed.stream();
        feed.emit(stream, EventFeed.subscribed("f", 15));
        return stream;
    }

    private void offer(ScriptedMaster.Connection stream) throws IOException {
        feed.emit(
                stream,
                Event.newBuilder()
                        .setType(Event.Type.OFFERS)
                        .setOffers(Event.Offers.newBuilder()
                                .addOffers(Recorded.offers().get(0)))
                        .build());
    }

    @Test
    void refusedLaunchIsAFailureThatIsToldAndItsOffersAreGivenUp() throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosNegotiator negotiator = MesosNegotiator.open(
                        MesosConnector.http(master.address(), ClientOptions.DEFAULT),
                        FrameworkStore.inMemory(),
                        MesosNegotiatorOptions.of(CONFIGURATION),
                        listener)) {
            Demand demand = Demand.of(
                            "worker",
                            ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                                    .cpus(CpuAmount.ofCores(1))
                                    .build())
                    .replacedWhenLost();
            DemandHandle<GrantedTask> worker = negotiator.ask(demand, TaskStarter.ofFlink(CONFIGURATION));
            offer(subscribed());

            Exit first = exits.poll(20, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.exit().reason()).isEqualTo(ExitReason.NOT_STARTED);
            assertThat(first.exit().diagnostics()).contains("refused ACCEPT with 413", "too large body");
            assertThat(first.again())
                    .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofMillis(100)));
            // Another subscription, so that nothing offered is held; the launch comes when its back-off has passed.
            ScriptedMaster.Connection stream = subscribed();
            offer(stream);
            for (int tries = 0; tries < 1000 && worker.state() != DemandState.PENDING; tries++) {
                Thread.sleep(10);
            }
            assertThat(accepts).hasValue(1);
            offer(stream);
            Exit second = exits.poll(20, TimeUnit.SECONDS);
            assertThat(second).isNotNull();
            assertThat(second.again())
                    .hasValueSatisfying(
                            wait -> assertThat(wait).isGreaterThan(first.again().orElseThrow()));
            assertThat(accepts).hasValue(2);
            assertThat(troubles).anySatisfy(trouble -> assertThat(trouble).contains("refused ACCEPT with 413"));
            assertThat(worker.granted()).isEmpty();
            // What is closed has a subscription to end.
            subscribed();
        }
    }
}
