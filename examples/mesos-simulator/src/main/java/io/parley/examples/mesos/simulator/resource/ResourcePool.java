package io.parley.examples.mesos.simulator.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.apache.mesos.v1.Protos.Resource;

/**
 * Amounts of resources, told apart by name, reservations and everything else but the allocation. Immutable.
 *
 * <p>Holds the format after reservation refinement: no role, and the stack of reservations; see {@link ResourceFormat}.
 */
public final class ResourcePool {

    /** Nothing. */
    public static final ResourcePool EMPTY = new ResourcePool(Map.of());

    private static final List<String> ORDER = List.of("ports", "cpus", "mem", "disk", "gpus");

    private static final Comparator<Resource> AS_MESOS_LISTS = Comparator.<Resource>comparingInt(
                    shape -> ORDER.contains(shape.getName()) ? ORDER.indexOf(shape.getName()) : ORDER.size())
            .thenComparing(Resource::getName)
            .thenComparing(shape -> shape.getReservationsCount() == 0)
            .thenComparing(
                    (shape, other) -> shape.equals(other) ? 0 : shape.toString().compareTo(other.toString()));

    private final Map<Resource, Amount> amounts;

    private ResourcePool(Map<Resource, Amount> amounts) {
        Map<Resource, Amount> sorted = new TreeMap<>(AS_MESOS_LISTS);
        amounts.forEach((shape, amount) -> {
            if (!amount.isZero()) {
                sorted.put(shape, amount);
            }
        });
        this.amounts = Collections.unmodifiableMap(sorted);
    }

    /**
     * Makes a pool.
     *
     * @param resources what it holds, in the format after refinement
     * @return the sum
     */
    public static ResourcePool of(Collection<Resource> resources) {
        Map<Resource, Amount> sums = new TreeMap<>(AS_MESOS_LISTS);
        resources.forEach(resource -> sums.merge(shape(resource), Amount.of(resource), Amount::plus));
        return new ResourcePool(sums);
    }

    private static Resource shape(Resource resource) {
        return resource.toBuilder()
                .clearAllocationInfo()
                .clearScalar()
                .clearRanges()
                .clearSet()
                .build();
    }

    /**
     * Adds.
     *
     * @param other what to add
     * @return the sum
     */
    public ResourcePool plus(ResourcePool other) {
        return combined(other, Amount::plus);
    }

    /**
     * Takes away.
     *
     * @param other what to take away, all of which is {@linkplain #contains held}
     * @return what is left
     */
    public ResourcePool minus(ResourcePool other) {
        return combined(other, Amount::minus);
    }

    private ResourcePool combined(ResourcePool other, BinaryOperator<Amount> operation) {
        Map<Resource, Amount> result = new TreeMap<>(AS_MESOS_LISTS);
        result.putAll(amounts);
        other.amounts.forEach((shape, amount) -> result.merge(shape, amount, operation));
        return new ResourcePool(result);
    }

    /**
     * Tells whether all of something is in it.
     *
     * @param other what to look for
     * @return true also for nothing
     */
    public boolean contains(ResourcePool other) {
        return other.amounts.entrySet().stream().allMatch(wanted -> {
            Amount held = amounts.get(wanted.getKey());
            return held != null && held.contains(wanted.getValue());
        });
    }

    /**
     * Gives the part that a role may be offered: what is not reserved, and what is reserved for it or a role above.
     *
     * @param role a role
     * @return the part
     */
    public ResourcePool allocatableTo(String role) {
        return only(shape -> shape.getReservationsCount() == 0 || covers(innermostRole(shape), role));
    }

    private static boolean covers(String reserved, String role) {
        return role.equals(reserved) || role.startsWith(reserved + "/");
    }

    /**
     * Gives the part without what may be taken back at any time.
     *
     * @return the part
     */
    public ResourcePool withoutRevocable() {
        return only(shape -> !shape.hasRevocable());
    }

    /**
     * Gives the part without reservations within reservations.
     *
     * @return the part
     */
    public ResourcePool withoutRefined() {
        return only(shape -> shape.getReservationsCount() <= 1);
    }

    /**
     * Gives the part without reservations.
     *
     * @return the part
     */
    public ResourcePool unreserved() {
        return only(shape -> shape.getReservationsCount() == 0);
    }

    /**
     * Gives the same amounts with the innermost reservation taken off.
     *
     * @return the amounts
     */
    public ResourcePool withoutInnermostReservation() {
        List<Resource> popped = new ArrayList<>();
        for (Resource resource : resources()) {
            Resource.Builder outer = resource.toBuilder();
            if (resource.getReservationsCount() > 0) {
                outer.removeReservations(resource.getReservationsCount() - 1);
            }
            popped.add(outer.build());
        }
        return of(popped);
    }

    private static String innermostRole(Resource shape) {
        return shape.getReservations(shape.getReservationsCount() - 1).getRole();
    }

    private ResourcePool only(Predicate<Resource> wanted) {
        Map<Resource, Amount> some = new TreeMap<>(AS_MESOS_LISTS);
        amounts.forEach((shape, amount) -> {
            if (wanted.test(shape)) {
                some.put(shape, amount);
            }
        });
        return new ResourcePool(some);
    }

    /**
     * Tells whether it holds nothing.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return amounts.isEmpty();
    }

    /**
     * Gives the sum of the scalars of a name, whatever their reservations.
     *
     * @param name a name such as cpus
     * @return zero if there are none
     */
    public double scalar(String name) {
        return amounts.entrySet().stream()
                .filter(entry -> entry.getKey().getName().equals(name))
                .mapToDouble(entry -> entry.getValue() instanceof Amount.Scalar scalar
                        ? scalar.thousandths() / (double) Amount.Scalar.UNIT
                        : 0)
                .sum();
    }

    /**
     * Gives what it holds in the order in which Mesos lists it.
     *
     * @return resources without allocation
     */
    public List<Resource> resources() {
        return amounts.entrySet().stream()
                .map(entry -> {
                    Resource.Builder resource = entry.getKey().toBuilder();
                    entry.getValue().writeTo(resource);
                    return resource.build();
                })
                .toList();
    }

    /**
     * Gives what it holds, allocated to a role.
     *
     * @param role the role
     * @return resources with allocation
     */
    public List<Resource> resources(String role) {
        return resources().stream()
                .map(resource -> resource.toBuilder()
                        .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
                        .build())
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourcePool pool && pool.amounts.equals(amounts);
    }

    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    /** Gives it as Mesos writes it. */
    @Override
    public String toString() {
        return ResourceFormat.text(resources());
    }
}
