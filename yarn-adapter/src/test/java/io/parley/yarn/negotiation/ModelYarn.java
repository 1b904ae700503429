package io.parley.yarn.negotiation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.jspecify.annotations.Nullable;

/** A model of what the books talk to: it knows what was asked for, what it granted, and what was given back. */
final class ModelYarn implements ContainerPort {

    private static final ApplicationAttemptId ATTEMPT =
            ApplicationAttemptId.newInstance(ApplicationId.newInstance(1, 1), 1);

    private final IdentityHashMap<ContainerRequest, Boolean> requests = new IdentityHashMap<>();
    private final Map<ContainerId, Container> live = new LinkedHashMap<>();
    private final Map<ContainerId, Container> starting = new LinkedHashMap<>();
    private final Set<ContainerId> released = new HashSet<>();
    private final Set<String> avoided = new HashSet<>();
    private final List<Set<Integer>> forgotten = new ArrayList<>();
    private final Map<Integer, Integer> unmetGrants = new TreeMap<>();
    private final Set<ContainerId> stopped = new HashSet<>();
    private @Nullable RuntimeException nextFailure;
    private long heartbeat;
    private long containers;
    private long withdrawn;

    @Override
    public long nextHeartbeat() {
        return heartbeat + 1;
    }

    /** Sets which heartbeat was the last one. */
    void heartbeat(long number) {
        heartbeat = number;
    }

    /** Makes the next request fail, as a client whose mapping of racks throws. */
    void failNextRequest(RuntimeException failure) {
        nextFailure = failure;
    }

    @Override
    public void request(ContainerRequest request) {
        RuntimeException failure = nextFailure;
        if (failure != null) {
            nextFailure = null;
            throw failure;
        }
        if (requests.put(request, true) != null) {
            throw new AssertionError("Asked for twice: " + request);
        }
    }

    @Override
    public void withdraw(ContainerRequest request) {
        if (requests.remove(request) == null) {
            throw new AssertionError("Taken back, but never asked for: " + request);
        }
        withdrawn++;
    }

    @Override
    public void met(ContainerRequest request) {
        if (requests.remove(request) == null) {
            throw new AssertionError("Met, but never asked for: " + request);
        }
        if (unmetGrants.merge(request.getPriority().getPriority(), -1, Integer::sum) < 0) {
            throw new AssertionError("Met, but nothing was granted: " + request);
        }
    }

    @Override
    public void forget(Set<Integer> priorities) {
        forgotten.add(Set.copyOf(priorities));
    }

    @Override
    public void release(ContainerId container) {
        if (!released.add(container)) {
            throw new AssertionError("Given back twice: " + container);
        }
        live.remove(container);
        starting.remove(container);
    }

    @Override
    public void start(GrantedContainer granted, ContainerStarter starter, BooleanSupplier stillWanted) {
        starting.put(granted.id(), granted.container());
    }

    @Override
    public void stop(GrantedContainer granted) {
        if (!live.containsKey(granted.id())) {
            throw new AssertionError("Stopped, but not live: " + granted);
        }
        stopped.add(granted.id());
    }

    @Override
    public void avoid(Collection<String> added, Collection<String> removed) {
        if (!avoided.containsAll(removed) || added.stream().anyMatch(avoided::contains)) {
            throw new AssertionError("Avoided " + avoided + ", told to add " + added + " and to remove " + removed);
        }
        avoided.addAll(added);
        removed.forEach(avoided::remove);
    }

    /** Gives a container for a request, larger than asked for if that is wanted. */
    Container grant(ContainerRequest request, String host, long moreMebibytes) {
        containers++;
        Resource resource = Resource.newInstance(request.getCapability().getMemorySize() + moreMebibytes, 1);
        Container container = Container.newInstance(
                ContainerId.newContainerId(ATTEMPT, containers),
                NodeId.newInstance(host, 1),
                host + ":2",
                resource,
                request.getPriority(),
                null);
        live.put(container.getId(), container);
        unmetGrants.merge(request.getPriority().getPriority(), 1, Integer::sum);
        return container;
    }

    /** Ends a container, as its node tells it. */
    ContainerStatus end(ContainerId container, int status) {
        live.remove(container);
        starting.remove(container);
        return ContainerStatus.newInstance(container, ContainerState.COMPLETE, "ended by the test", status);
    }

    /** What is asked for at the moment. */
    List<ContainerRequest> requests() {
        return List.copyOf(requests.keySet());
    }

    /** Gives how many requests were taken back without a container. */
    long withdrawn() {
        return withdrawn;
    }

    Map<Integer, Integer> requestsByPriority() {
        Map<Integer, Integer> counts = new TreeMap<>();
        requests.keySet().forEach(request -> counts.merge(request.getPriority().getPriority(), 1, Integer::sum));
        return counts;
    }

    Map<ContainerId, Container> live() {
        return live;
    }

    /** Containers in which a process is to be started. */
    List<ContainerId> starting() {
        return List.copyOf(starting.keySet());
    }

    void started(ContainerId container) {
        starting.remove(container);
    }

    Set<ContainerId> stopped() {
        return stopped;
    }

    Set<ContainerId> released() {
        return released;
    }

    Set<String> avoided() {
        return avoided;
    }

    List<Set<Integer>> forgotten() {
        return forgotten;
    }
}
