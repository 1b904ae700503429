package io.parley.yarn.negotiation;

import io.parley.api.negotiation.TrackedDemand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.jspecify.annotations.Nullable;

/**
 * All demands that ask for the same: the same amounts in the same places. Each shape has a priority of its own, for
 * YARN holds one size a priority, and so the priority of a container tells what it was asked for. Not thread-safe.
 */
final class ContainerShape {

    /**
     * What makes demands the same. Immutable.
     *
     * @param amounts the asked amount of every resource
     * @param nodes the nodes to choose from
     * @param racks the racks to choose from
     * @param relaxed whether other places do as well
     * @param label the node label, if any
     */
    record Key(
            Map<String, Long> amounts,
            List<String> nodes,
            List<String> racks,
            boolean relaxed,
            @Nullable String label) {

        static Key of(ContainerRequest request) {
            Map<String, Long> amounts = new TreeMap<>();
            for (ResourceInformation resource : request.getCapability().getResources()) {
                amounts.put(resource.getName(), resource.getValue());
            }
            return new Key(
                    Map.copyOf(amounts),
                    copy(request.getNodes()),
                    copy(request.getRacks()),
                    request.getRelaxLocality(),
                    request.getNodeLabelExpression());
        }

        private static List<String> copy(@Nullable List<String> names) {
            return names == null ? List.of() : List.copyOf(names);
        }
    }

    private final Key key;
    private final Resource capability;
    private final Priority priority;
    private final Set<TrackedDemand<GrantedContainer>> pending = new LinkedHashSet<>();
    private long askedBy;

    ContainerShape(ContainerRequest first, int priority) {
        this.key = Key.of(first);
        this.capability = first.getCapability();
        this.priority = Priority.newInstance(priority);
    }

    Resource capability() {
        return capability;
    }

    int priority() {
        return priority.getPriority();
    }

    /** Which demands wait for a container of this shape, in the order in which they were asked for. */
    Set<TrackedDemand<GrantedContainer>> pending() {
        return pending;
    }

    /** Which heartbeat carries the last request that was added. */
    long askedBy() {
        return askedBy;
    }

    void askedBy(long heartbeat) {
        askedBy = heartbeat;
    }

    /** Gives a request for one more container; every demand has its own, for the client takes back by identity. */
    ContainerRequest request() {
        return ContainerRequest.newBuilder()
                .capability(capability)
                .nodes(namesOrNull(key.nodes()))
                .racks(namesOrNull(key.racks()))
                .priority(priority)
                .relaxLocality(key.relaxed())
                .nodeLabelsExpression(key.label())
                .build();
    }

    Optional<String> label() {
        return Optional.ofNullable(key.label());
    }

    /** Gives the hosts of which it has to be one; empty where others do as well. */
    Set<String> requiredHosts() {
        return key.relaxed() || !key.racks().isEmpty() ? Set.of() : Set.copyOf(key.nodes());
    }

    /** Gives the amounts and the places for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(capability.toString());
        label().ifPresent(label -> text.append(" with the node label ").append(label));
        if (!key.nodes().isEmpty() || !key.racks().isEmpty()) {
            text.append(key.relaxed() ? " preferably on " : " on ");
            text.append(
                    Stream.concat(key.nodes().stream(), key.racks().stream()).collect(Collectors.joining(", ")));
        }
        return text.toString();
    }

    private static String @Nullable [] namesOrNull(List<String> names) {
        return names.isEmpty() ? null : names.toArray(String[]::new);
    }

    /**
     * Gives the resources of which a container holds less than was asked for. Vcores do not count: where YARN counts
     * memory only it always grants one.
     */
    List<String> missing(Resource granted) {
        List<String> missing = new ArrayList<>();
        key.amounts().forEach((name, asked) -> {
            if (!name.equals(ResourceInformation.VCORES_URI) && granted.getResourceValue(name) < asked) {
                missing.add(granted.getResourceValue(name) + " of " + asked + " " + name);
            }
        });
        return missing;
    }
}
