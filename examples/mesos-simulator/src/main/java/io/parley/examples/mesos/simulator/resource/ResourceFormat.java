package io.parley.examples.mesos.simulator.resource;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/** The formats of a resource: before and after reservation refinement, with and without allocation. Stateless. */
@SuppressWarnings("deprecation") // The older format is deprecated as such.
public final class ResourceFormat {

    private static final String ANY_ROLE = "*";

    private ResourceFormat() {}

    /**
     * Gives a resource in the format after refinement, allocated.
     *
     * @param given a resource in either format
     * @param role whom it is allocated to, unless it says so itself
     * @return no role, but reservations and an allocation
     */
    public static Resource refined(Resource given, String role) {
        Resource.Builder refined = given.toBuilder().clearRole().clearReservation();
        if (given.getReservationsCount() == 0
                && given.hasRole()
                && !given.getRole().equals(ANY_ROLE)) {
            Resource.ReservationInfo.Builder reservation =
                    given.hasReservation() ? given.getReservation().toBuilder() : Resource.ReservationInfo.newBuilder();
            refined.addReservations(reservation
                    .setType(
                            given.hasReservation()
                                    ? Resource.ReservationInfo.Type.DYNAMIC
                                    : Resource.ReservationInfo.Type.STATIC)
                    .setRole(given.getRole()));
        }
        if (!given.hasAllocationInfo()) {
            refined.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role));
        }
        return refined.build();
    }

    /**
     * Gives resources as a framework of certain capabilities sees them.
     *
     * @param allocated resources in the format after refinement, allocated
     * @param can which capabilities it has
     * @return the same amounts
     */
    public static List<Resource> seenBy(List<Resource> allocated, Predicate<FrameworkInfo.Capability.Type> can) {
        boolean multiRole = can.test(FrameworkInfo.Capability.Type.MULTI_ROLE);
        boolean refinement = can.test(FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT);
        return allocated.stream()
                .map(resource -> {
                    Resource.Builder seen = resource.toBuilder();
                    if (!multiRole) {
                        seen.clearAllocationInfo();
                    }
                    return refinement ? seen.build() : unrefined(seen);
                })
                .toList();
    }

    private static Resource unrefined(Resource.Builder refined) {
        if (refined.getReservationsCount() == 0) {
            return refined.setRole(ANY_ROLE).build();
        }
        Resource.ReservationInfo innermost = refined.getReservations(refined.getReservationsCount() - 1);
        refined.clearReservations().setRole(innermost.getRole());
        if (innermost.getType() == Resource.ReservationInfo.Type.DYNAMIC) {
            refined.setReservation(innermost.toBuilder().clearType().clearRole());
        }
        return refined.build();
    }

    /**
     * Finds what is wrong with a resource by itself.
     *
     * @param allocated a resource in the format after refinement
     * @return Mesos' sentence
     */
    public static Optional<String> problem(Resource allocated) {
        if (allocated.getType() == Value.Type.TEXT) {
            return Optional.of("Resource '" + allocated.getName() + "' is invalid: Unsupported value type");
        }
        double value = allocated.getScalar().getValue();
        if (allocated.hasScalar() && !(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            return Optional.of(
                    "Resource '" + text(List.of(allocated)) + "' is invalid: Invalid scalar resource: value <= 0");
        }
        return Optional.empty();
    }

    /**
     * Writes resources as Mesos does in its messages.
     *
     * @param resources in the format after refinement
     * @return one line
     */
    public static String text(List<Resource> resources) {
        return resources.stream().map(ResourceFormat::text).collect(Collectors.joining("; "));
    }

    private static String text(Resource resource) {
        StringBuilder text = new StringBuilder(resource.getName());
        if (resource.hasAllocationInfo()) {
            text.append("(allocated: ")
                    .append(resource.getAllocationInfo().getRole())
                    .append(')');
        }
        if (resource.getReservationsCount() > 0) {
            text.append(resource.getReservationsList().stream()
                    .map(reservation -> "(" + reservation.getType() + "," + reservation.getRole()
                            + (reservation.hasPrincipal() ? "," + reservation.getPrincipal() : "") + ")")
                    .collect(Collectors.joining(",", "(reservations: [", "])")));
        }
        return text.append(':').append(Amount.of(resource)).toString();
    }
}
