package io.parley.yarn.negotiation;

import io.parley.api.negotiation.TrackedDemand;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;

/** Which demands wait for a container of which shape, and what YARN is asked for. Not thread-safe. */
final class RequestBook {

    /** How many sizes and places are remembered though nothing waits for them. */
    private static final int MOST_SHAPES = 64;

    private final ContainerPort port;
    private final AskProbe probe = new AskProbe();
    private final Map<ContainerShape.Key, ContainerShape> shapes = new HashMap<>();
    private final Map<Integer, ContainerShape> byPriority = new HashMap<>();
    private final Map<TrackedDemand<GrantedContainer>, Waiting> waiting = new HashMap<>();
    private int priorities;

    private record Waiting(ContainerShape shape, ContainerRequest request) {}

    RequestBook(ContainerPort port) {
        this.port = port;
    }

    /**
     * Asks for a container.
     *
     * @param first what to ask for
     * @param heartbeat the first heartbeat that carries the request
     * @throws RuntimeException if the client does not take the request; {@link #dropUntaken} then
     */
    void add(TrackedDemand<GrantedContainer> demand, ContainerRequest first, long heartbeat) {
        ContainerShape shape = shapes.computeIfAbsent(ContainerShape.Key.of(first), key -> newShape(first));
        ContainerRequest request = shape.request();
        shape.pending().add(demand);
        shape.askedBy(heartbeat);
        waiting.put(demand, new Waiting(shape, request));
        if (!probe.holdsBack(shape)) {
            port.request(request);
        }
    }

    /** Numbers are never given again: a late container of a shape that is gone must not be taken for another one's. */
    private ContainerShape newShape(ContainerRequest first) {
        ContainerShape shape = new ContainerShape(first, priorities);
        priorities = Math.addExact(priorities, 1);
        byPriority.put(shape.priority(), shape);
        return shape;
    }

    /** Gives the shape of a priority if anything waits for it. */
    Optional<ContainerShape> wanted(int priority) {
        return Optional.ofNullable(byPriority.get(priority))
                .filter(shape -> !shape.pending().isEmpty());
    }

    /** Gives everything that waits; changes with the book. */
    Set<TrackedDemand<GrantedContainer>> demands() {
        return waiting.keySet();
    }

    /** Gives the shapes for which anything waits. */
    List<ContainerShape> wanted() {
        return shapes.values().stream()
                .filter(shape -> !shape.pending().isEmpty())
                .toList();
    }

    /** Gives the shapes for which anything waits and of which YARN knows. */
    List<ContainerShape> asked() {
        return shapes.values().stream()
                .filter(shape -> !shape.pending().isEmpty() && !probe.holdsBack(shape))
                .toList();
    }

    /** Takes back what a demand asks for, if it waits. */
    void withdraw(TrackedDemand<GrantedContainer> demand) {
        drop(demand, port::withdraw);
    }

    /** Drops what a demand asks for, for which YARN granted a container. */
    void met(TrackedDemand<GrantedContainer> demand) {
        drop(demand, port::met);
    }

    /** Drops what a demand asks for and the client did not take: nothing is to be taken back from that. */
    void dropUntaken(TrackedDemand<GrantedContainer> demand) {
        drop(demand, request -> {});
    }

    private void drop(TrackedDemand<GrantedContainer> demand, Consumer<ContainerRequest> action) {
        Waiting entry = waiting.remove(demand);
        if (entry != null) {
            ContainerShape shape = entry.shape();
            shape.pending().remove(demand);
            if (!probe.holdsBack(shape)) {
                action.accept(entry.request());
                // What is left of the shape is told anew, and may be refused anew.
                shape.askedBy(port.nextHeartbeat());
            }
        }
    }

    /**
     * Takes shapes back from YARN for a while: they are asked for one after the other.
     *
     * @param next the first heartbeat that carries what is requested now
     */
    void holdBack(Collection<ContainerShape> suspects, long next) {
        for (ContainerShape suspect : suspects) {
            suspect.pending().forEach(demand -> port.withdraw(requestOf(demand)));
        }
        probe.begin(suspects, next);
    }

    /**
     * Asks for the next one of those that are held back, if it is its turn.
     *
     * @param answered the last heartbeat that was answered
     * @param next the first heartbeat that carries what is requested now
     */
    void letOut(long answered, long next) {
        probe.answered(answered, next).ifPresent(shape -> {
            shape.askedBy(next);
            shape.pending().forEach(demand -> port.request(requestOf(demand)));
        });
    }

    private ContainerRequest requestOf(TrackedDemand<GrantedContainer> demand) {
        Waiting entry = waiting.get(demand);
        if (entry == null) {
            throw new IllegalStateException(demand + " waits for nothing.");
        }
        return entry.request();
    }

    /** Sends nothing more of what YARN is not asked for. */
    void forgetUnasked() {
        port.forget(byPriority.values().stream()
                .filter(shape -> shape.pending().isEmpty() || probe.holdsBack(shape))
                .map(ContainerShape::priority)
                .collect(Collectors.toSet()));
    }

    /** Over weeks there may be any number of sizes and places; only some are kept with nothing waiting for them. */
    void dropUnused() {
        if (shapes.size() > MOST_SHAPES) {
            shapes.values().removeIf(shape -> shape.pending().isEmpty() && !probe.holdsBack(shape));
            byPriority.values().retainAll(Set.copyOf(shapes.values()));
        }
    }

    void clear() {
        waiting.clear();
        shapes.clear();
        byPriority.clear();
    }
}
