package io.parley.mesos.matching;

import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Resource.ReservationInfo;

/**
 * Whose a resource is, in both formats: before refinement of reservations {@code role} names the role, with it the
 * stack of reservations does. Stateless.
 */
@SuppressWarnings("deprecation") // The role is where masters put it for frameworks without refinement.
final class ResourceRole {

    private static final String ANY = "*";

    private ResourceRole() {}

    /** Tells whether a process of a role may take a resource, and takes resources of its kind at all. */
    static boolean counts(String role, Resource resource) {
        return !isSpecial(resource) && mayBeTakenBy(role, resource);
    }

    static boolean isReserved(Resource resource) {
        return resource.getReservationsCount() > 0
                || (resource.hasRole() && !resource.getRole().equals(ANY))
                || resource.hasReservation();
    }

    /**
     * Tells whether a process of a role may take a resource: it is allocated to the role, where that is said, and
     * reserved for nobody or for the role or for one above it in the tree of roles.
     */
    static boolean mayBeTakenBy(String role, Resource resource) {
        if (resource.hasAllocationInfo()
                && !resource.getAllocationInfo().getRole().equals(role)) {
            return false;
        }
        if (resource.getReservationsCount() > 0) {
            ReservationInfo last = resource.getReservations(resource.getReservationsCount() - 1);
            return covers(last.getRole(), role);
        }
        return !resource.hasRole() || resource.getRole().equals(ANY) || covers(resource.getRole(), role);
    }

    private static boolean covers(String reserved, String role) {
        return role.equals(reserved) || role.startsWith(reserved + "/");
    }

    /** Tells whether a resource is of a kind that is never counted: revocable, shared, or a disk of its own. */
    static boolean isSpecial(Resource resource) {
        return resource.hasRevocable()
                || resource.hasShared()
                || (resource.hasDisk()
                        && (resource.getDisk().hasSource() || resource.getDisk().hasPersistence()));
    }
}
