package io.parley.mesos.matching;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Resource.AllocationInfo;
import org.apache.mesos.v1.Protos.Resource.ReservationInfo;
import org.apache.mesos.v1.Protos.Unavailability;
import org.apache.mesos.v1.Protos.Value;

/** Makes offers as masters make them. Not thread-safe. */
final class Offers {

    static final String ROLE = "flink";

    private final Offer.Builder offer;

    private Offers(String id, String agent) {
        offer = Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue(id))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .setAgentId(AgentID.newBuilder().setValue(agent))
                .setHostname("host-of-" + agent);
    }

    static Offers on(String agent) {
        return new Offers("offer-" + agent, agent);
    }

    static Offers of(String id, String agent) {
        return new Offers(id, agent);
    }

    Offers with(Resource resource) {
        offer.addResources(resource);
        return this;
    }

    Offers scalar(String name, double amount) {
        return with(Offers.scalarOf(name, amount).build());
    }

    Offers ports(int... bounds) {
        return with(portsOf(bounds).build());
    }

    Offers text(String name, String value) {
        offer.addAttributes(Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(value)));
        return this;
    }

    Offers attribute(Attribute attribute) {
        offer.addAttributes(attribute);
        return this;
    }

    Offers goesDown(Instant start, Optional<Duration> length) {
        Unavailability.Builder time = offer.getUnavailabilityBuilder();
        time.getStartBuilder()
                .setNanoseconds(Duration.between(Instant.EPOCH, start).toNanos());
        length.ifPresent(known -> time.getDurationBuilder().setNanoseconds(known.toNanos()));
        return this;
    }

    Offer build() {
        return offer.build();
    }

    static Resource.Builder scalarOf(String name, double amount) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount))
                .setAllocationInfo(AllocationInfo.newBuilder().setRole(ROLE));
    }

    static Resource.Builder portsOf(int... bounds) {
        List<Value.Range> ranges = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(Value.Range.newBuilder()
                    .setBegin(bounds[i])
                    .setEnd(bounds[i + 1])
                    .build());
        }
        return Resource.newBuilder()
                .setName("ports")
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder().addAllRange(ranges))
                .setAllocationInfo(AllocationInfo.newBuilder().setRole(ROLE));
    }

    static Resource reserved(Resource.Builder resource, String role) {
        return resource.addReservations(
                        ReservationInfo.newBuilder().setRole(role).setType(ReservationInfo.Type.STATIC))
                .build();
    }
}
