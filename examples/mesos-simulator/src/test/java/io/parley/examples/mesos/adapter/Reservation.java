package io.parley.examples.mesos.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.client.MesosHttpClient;
import io.parley.mesos.updates.AcknowledgingScheduler;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Assumptions;

/** Resources of one agent that are reserved for the role of the tests, until it is closed. */
final class Reservation implements AutoCloseable {

    private final URI master;
    private final List<Resource> reserved;
    private AgentID agent = AgentID.getDefaultInstance();

    private Reservation(URI master, List<Resource> reserved) {
        this.master = master;
        this.reserved = reserved;
    }

    /** Reserves, and waits until that is offered. */
    static Reservation of(URI master, double cpus, double memMebibytes) throws InterruptedException {
        Reservation reservation =
                new Reservation(master, List.of(reserved("cpus", cpus), reserved("mem", memMebibytes)));
        reservation.change(
                false,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.RESERVE)
                        .setReserve(Offer.Operation.Reserve.newBuilder().addAllResources(reservation.reserved)),
                true);
        return reservation;
    }

    private static Resource reserved(String name, double amount) {
        return AgentDescription.scalar(name, amount).toBuilder()
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(NegotiatorUnderTest.ROLE))
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.DYNAMIC)
                        .setRole(NegotiatorUnderTest.ROLE))
                .build();
    }

    /** Does something with an offer that has reserved resources or none, and waits for one of the other kind. */
    private void change(boolean with, Offer.Operation.Builder operation, boolean afterwards)
            throws InterruptedException {
        EventKeeper keeper = new EventKeeper("parley-reservation", Optional.empty());
        try (MesosHttpClient client = MesosHttpClient.connect(
                MasterAddress.parse(master.toString()),
                MasterUnderTest.clientOptions(ContentEncoding.PROTOBUF, keeper),
                new AcknowledgingScheduler(keeper))) {
            Offer offer = awaitOffer(keeper, with);
            agent = offer.getAgentId();
            client.send(Call.newBuilder()
                    .setType(Call.Type.ACCEPT)
                    .setAccept(Call.Accept.newBuilder()
                            .addOfferIds(offer.getId())
                            .addOperations(operation)
                            .setFilters(Filters.newBuilder().setRefuseSeconds(0)))
                    .build());
            assertThat(awaitOffer(keeper, afterwards).getAgentId()).isEqualTo(agent);
            client.send(Call.newBuilder().setType(Call.Type.TEARDOWN).build());
        }
    }

    private Offer awaitOffer(EventKeeper keeper, boolean with) throws InterruptedException {
        Event event = keeper.await(each -> suitable(each, with).isPresent());
        return suitable(event, with).orElseThrow();
    }

    private Optional<Offer> suitable(Event event, boolean with) {
        return event.getOffers().getOffersList().stream()
                .filter(offer ->
                        agent.getValue().isEmpty() || offer.getAgentId().equals(agent))
                .filter(offer -> offer.getResourcesList().stream()
                                .anyMatch(each -> each.getReservationsCount() > 0
                                        && each.getName().equals("cpus"))
                        == with)
                .findFirst();
    }

    /** Skips the test where a master with several agents has given one without the reservation. */
    void assumeIsOn(AgentID taken) {
        Assumptions.assumeTrue(taken.equals(agent), "Skipped: another agent was taken than the one with reservations.");
    }

    @Override
    public void close() {
        try {
            change(
                    true,
                    Offer.Operation.newBuilder()
                            .setType(Offer.Operation.Type.UNRESERVE)
                            .setUnreserve(Offer.Operation.Unreserve.newBuilder().addAllResources(reserved)),
                    false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The reservation of " + reserved + " may be left.", e);
        }
    }
}
