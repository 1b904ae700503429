package io.parley.examples.benchmarks.mesos;

import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Resource.AllocationInfo;
import org.apache.mesos.v1.Protos.Resource.ReservationInfo;
import org.apache.mesos.v1.Protos.Value;

/**
 * What one agent offers that may be taken, as both sides get it. Immutable.
 *
 * @param number its place among all
 * @param cpuMillis thousandths of a CPU
 * @param mem MiB
 * @param zone the zone's number
 * @param ssd whether it has the storage that some demands want
 * @param attributes whether the offer tells zone and storage
 * @param reservation what else there is about its resources
 */
record Host(int number, long cpuMillis, long mem, int zone, boolean ssd, boolean attributes, Reservation reservation) {

    static final String ROLE = "flink";
    static final String ZONE = "zone";
    static final String STORAGE = "storage";
    static final String SSD = "ssd";
    static final int FIRST_PORT = 31000;

    /** More than the smallest demands of the largest agent need, so that ports decide nothing. */
    static final int PORTS = 1000;

    /** How the resources of an offer are reserved. */
    enum Reservation {
        /** Nothing is. */
        NONE,
        /** A part is for the framework's role, the rest for all. */
        HALF_FOR_THE_ROLE,
        /** As much again is for another role, which must not be counted. */
        AS_MUCH_FOR_OTHERS
    }

    /** Gives the name of the host, which is the id of its agent too. */
    String name() {
        return "host-" + number;
    }

    String zoneName() {
        return "z" + zone;
    }

    /** Gives it as a master offers it to a framework with refined reservations. */
    Offer offer() {
        Offer.Builder offer = Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("offer-" + number))
                .setFrameworkId(FrameworkID.newBuilder().setValue("framework"))
                .setAgentId(AgentID.newBuilder().setValue(name()))
                .setHostname(name());
        resources().forEach(offer::addResources);
        if (attributes) {
            offer.addAttributes(text(ZONE, zoneName())).addAttributes(text(STORAGE, ssd ? SSD : "disk"));
        }
        return offer.build();
    }

    private List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        long reservedCpus = reservation == Reservation.HALF_FOR_THE_ROLE ? cpuMillis / 2 : 0;
        long reservedMem = reservation == Reservation.HALF_FOR_THE_ROLE ? mem / 2 : 0;
        resources.add(scalar("cpus", (cpuMillis - reservedCpus) / 1000.0).build());
        resources.add(scalar("mem", (double) (mem - reservedMem)).build());
        if (reservation == Reservation.HALF_FOR_THE_ROLE) {
            resources.add(reserved(scalar("cpus", reservedCpus / 1000.0), ROLE));
            resources.add(reserved(scalar("mem", (double) reservedMem), ROLE));
        } else if (reservation == Reservation.AS_MUCH_FOR_OTHERS) {
            resources.add(reserved(scalar("cpus", cpuMillis / 1000.0), "others"));
            resources.add(reserved(scalar("mem", (double) mem), "others"));
        }
        resources.add(allocated("ports")
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(FIRST_PORT).setEnd(FIRST_PORT + PORTS - 1)))
                .build());
        return resources;
    }

    private static Resource.Builder scalar(String name, double amount) {
        return allocated(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount));
    }

    private static Resource.Builder allocated(String name) {
        return Resource.newBuilder()
                .setName(name)
                .setAllocationInfo(AllocationInfo.newBuilder().setRole(ROLE));
    }

    private static Resource reserved(Resource.Builder resource, String role) {
        return resource.addReservations(
                        ReservationInfo.newBuilder().setRole(role).setType(ReservationInfo.Type.STATIC))
                .build();
    }

    private static Attribute text(String name, String value) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(value))
                .build();
    }
}
