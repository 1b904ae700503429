package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo.Capability;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Offers are for those that may have them and know how to deal with them. */
@Timeout(60)
class OffersTest {

    private static final AgentDescription PLAIN = AgentDescription.of("plain", 1, 1, 1);

    private static List<Offer> offered(FrameworkInfo info, AgentDescription... agents)
            throws IOException, InterruptedException {
        try (MesosSimulator simulator =
                        MesosSimulator.start(SimulatorSettings.usual().withAgents(agents));
                RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(info);
            return scheduler
                    .await(event -> event.getType() == Event.Type.OFFERS)
                    .getOffers()
                    .getOffersList();
        }
    }

    private static double cpus(List<Offer> offers) {
        return offers.stream()
                .flatMap(offer -> offer.getResourcesList().stream())
                .filter(resource -> resource.getName().equals("cpus"))
                .mapToDouble(resource -> resource.getScalar().getValue())
                .sum();
    }

    private static FrameworkInfo.Builder with(Capability.Type type) {
        FrameworkInfo.Builder info = RawScheduler.info("with");
        info.addCapabilitiesBuilder().setType(type);
        return info;
    }

    private static FrameworkInfo.Builder without(Capability.Type type) {
        FrameworkInfo.Builder info = RawScheduler.info("without").clearCapabilities();
        RawScheduler.info("").getCapabilitiesList().stream()
                .filter(each -> each.getType() != type)
                .forEach(info::addCapabilities);
        return info;
    }

    @ParameterizedTest
    @CsvSource({"test, 4", "test/flink, 4", "test/flink/a, 4", "testing, 1", "*, 1", "tes, 1"})
    void offersWhatIsReservedForARoleToThatAndThoseBelow(String role, double cpus)
            throws IOException, InterruptedException {
        FrameworkInfo info =
                RawScheduler.info("below").clearRoles().addRoles(role).build();

        assertThat(cpus(offered(info, PLAIN.withReserved("test", AgentDescription.scalar("cpus", 3)))))
                .isEqualTo(cpus);
    }

    @Test
    void offersRevocableResourcesOnlyToThoseThatAsk() throws IOException, InterruptedException {
        Resource revocable = AgentDescription.scalar("cpus", 3).toBuilder()
                .setRevocable(Resource.RevocableInfo.getDefaultInstance())
                .build();

        assertThat(cpus(offered(RawScheduler.info("plain").build(), PLAIN.with(revocable))))
                .isEqualTo(1);
        assertThat(cpus(offered(with(Capability.Type.REVOCABLE_RESOURCES).build(), PLAIN.with(revocable))))
                .isEqualTo(4);
    }

    @Test
    void offersRefinedReservationsOnlyToThoseThatKnowThem() throws IOException, InterruptedException {
        Resource.ReservationInfo outer = Resource.ReservationInfo.newBuilder()
                .setType(Resource.ReservationInfo.Type.STATIC)
                .setRole("test")
                .build();
        AgentDescription agent = PLAIN.with(AgentDescription.scalar("cpus", 2).toBuilder()
                        .addReservations(outer)
                        .build())
                .with(AgentDescription.scalar("cpus", 4).toBuilder()
                        .addReservations(outer)
                        .addReservations(Resource.ReservationInfo.newBuilder()
                                .setType(Resource.ReservationInfo.Type.DYNAMIC)
                                .setRole("test/flink"))
                        .build());

        assertThat(cpus(offered(
                        without(Capability.Type.RESERVATION_REFINEMENT)
                                .clearRoles()
                                .addRoles("test/flink")
                                .build(),
                        agent)))
                .isEqualTo(3);
        assertThat(cpus(offered(
                        RawScheduler.info("refined")
                                .clearRoles()
                                .addRoles("test/flink")
                                .build(),
                        agent)))
                .isEqualTo(7);
    }

    @Test
    void offersAgentsOfOtherRegionsOnlyToThoseThatKnowRegions() throws IOException, InterruptedException {
        AgentDescription near = PLAIN.in("near", "a");
        AgentDescription far = AgentDescription.of("far", 2, 1, 1).in("far", "a");
        AgentDescription sameRegion = AgentDescription.of("same", 4, 1, 1).in("near", "b");
        AgentDescription anywhere = AgentDescription.of("anywhere", 8, 1, 1);

        assertThat(cpus(offered(RawScheduler.info("plain").build(), near, far, sameRegion, anywhere)))
                .isEqualTo(13);
        assertThat(cpus(offered(with(Capability.Type.REGION_AWARE).build(), near, far, sameRegion, anywhere)))
                .isEqualTo(15);
    }

    /** Time of the cluster passes here as told. */
    @ParameterizedTest
    @CsvSource({"-1, 5", "-2, 5", "0, 0", "3, 3", "NaN, 5"})
    void keepsBackWhatWasDeclinedAsLongAsWasAskedOrFiveSeconds(double asked, int seconds)
            throws IOException, InterruptedException {
        ScriptedTime time = new ScriptedTime();
        MasterLoop loop = new MasterLoop(time);
        try (MesosSimulator simulator = MesosSimulator.start(SimulatorSettings.usual(), loop);
                RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("declines").build());
            Call.Decline.Builder decline =
                    Call.Decline.newBuilder().addOfferIds(scheduler.offer().getId());
            if (asked != -1) {
                decline.getFiltersBuilder().setRefuseSeconds(asked);
            }
            scheduler.call(Call.newBuilder().setType(Call.Type.DECLINE).setDecline(decline));

            if (seconds > 0) {
                loop.perform(() -> time.advanceTo(Duration.ofMillis(seconds * 1000L - 1)));
                simulator.allocate();
                assertThat(scheduler.during(Duration.ofMillis(100)))
                        .noneMatch(event -> event.getType() == Event.Type.OFFERS);
            }
            loop.perform(() -> time.advanceTo(Duration.ofSeconds(seconds)));
            simulator.allocate();
            assertThat(scheduler.offer().getHostname()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void offersNothingWhileItIsSuppressedAndAtOnceWhatIsRevived() throws IOException, InterruptedException {
        MasterLoop loop = new MasterLoop(new ScriptedTime());
        try (MesosSimulator simulator = MesosSimulator.start(SimulatorSettings.usual(), loop);
                RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("suppresses").build());
            Call.Decline.Builder decline =
                    Call.Decline.newBuilder().addOfferIds(scheduler.offer().getId());
            decline.getFiltersBuilder().setRefuseSeconds(0);
            scheduler.call(Call.newBuilder().setType(Call.Type.SUPPRESS));
            scheduler.call(Call.newBuilder().setType(Call.Type.DECLINE).setDecline(decline));
            simulator.allocate();
            assertThat(scheduler.during(Duration.ofMillis(100)))
                    .noneMatch(event -> event.getType() == Event.Type.OFFERS);

            scheduler.call(Call.newBuilder().setType(Call.Type.REVIVE));

            assertThat(scheduler.offer().getHostname()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void keepsBackWhatIsLeftOfAnOfferThatWasAccepted() throws IOException, InterruptedException {
        ScriptedTime time = new ScriptedTime();
        MasterLoop loop = new MasterLoop(time);
        try (MesosSimulator simulator = MesosSimulator.start(SimulatorSettings.usual(), loop);
                RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("accepts").build());
            // For five seconds.
            scheduler.call(Call.newBuilder()
                    .setType(Call.Type.ACCEPT)
                    .setAccept(Call.Accept.newBuilder()
                            .addOfferIds(scheduler.offer().getId())));
            loop.perform(() -> time.advanceTo(Duration.ofMillis(4999)));
            simulator.allocate();
            assertThat(scheduler.during(Duration.ofMillis(100)))
                    .noneMatch(event -> event.getType() == Event.Type.OFFERS);

            loop.perform(() -> time.advanceTo(Duration.ofSeconds(5)));
            simulator.allocate();

            assertThat(scheduler.offer().getHostname()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    @Timeout(15)
    void offersAThousandAgentsSoon() throws IOException, InterruptedException {
        AgentDescription[] agents = IntStream.range(0, 1000)
                .mapToObj(number -> AgentDescription.of("agent" + number, 4, 4096, 4096)
                        .withReserved("test", AgentDescription.scalar("cpus", 1)))
                .toArray(AgentDescription[]::new);

        assertThat(cpus(offered(RawScheduler.info("many").build(), agents))).isEqualTo(5000);
    }

    @Test
    void refusesATaskThatTakesAText() throws IOException, InterruptedException {
        try (MesosSimulator simulator = MesosSimulator.start();
                RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("text").build());
            Offer offer = scheduler.offer();
            scheduler.accept(
                    offer,
                    RawScheduler.task(offer, "t", "true", 1).toBuilder()
                            .addResources(Resource.newBuilder().setName("color").setType(Value.Type.TEXT))
                            .build());

            assertThat(scheduler.await("t", TaskState.TASK_ERROR).getMessage())
                    .isEqualTo("Resource 'color' is invalid: Unsupported value type");
        }
    }
}
