package io.parley.yarn.negotiation;

import io.parley.api.negotiation.OrderedSignals;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.jspecify.annotations.Nullable;

/** Containers of earlier attempts that run and have no demand. Not thread-safe. */
final class RecoveredContainers {

    private final Map<ContainerId, Container> containers = new LinkedHashMap<>();
    private final OrderedSignals signals;
    private @Nullable Consumer<Container> told;

    RecoveredContainers(OrderedSignals signals) {
        this.signals = signals;
    }

    /** Sets who is told of every container, of those that are known as well. */
    void tell(Consumer<Container> listener) {
        told = listener;
        containers.values().forEach(this::tell);
    }

    void add(Container container) {
        if (containers.putIfAbsent(container.getId(), container) == null) {
            tell(container);
        }
    }

    private void tell(Container container) {
        Consumer<Container> listener = told;
        if (listener != null) {
            signals.add(() -> listener.accept(container));
        }
    }

    void remove(ContainerId container) {
        containers.remove(container);
    }

    Set<ContainerId> ids() {
        return Set.copyOf(containers.keySet());
    }

    List<Container> all() {
        return List.copyOf(containers.values());
    }

    /**
     * Takes a container for a plan.
     *
     * @param mebibytes what the plan needs
     * @throws IllegalArgumentException if there is no such container, or it is smaller
     */
    Container take(ContainerId id, long mebibytes) {
        Container found = containers.get(id);
        if (found == null) {
            throw new IllegalArgumentException("Cannot adopt " + id
                    + ": it is no running container of an earlier attempt, or has a demand already.");
        }
        if (found.getResource().getMemorySize() < mebibytes) {
            throw new IllegalArgumentException("Cannot adopt " + id + " of "
                    + found.getResource().getMemorySize() + " MiB for a plan of " + mebibytes
                    + " MiB. Adopt it with the plan that was started in it.");
        }
        containers.remove(id);
        return found;
    }

    /** Takes all of them. */
    Collection<ContainerId> takeAll() {
        List<ContainerId> all = List.copyOf(containers.keySet());
        containers.clear();
        return all;
    }
}
