package io.parley.yarn.negotiation;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.HostBlame;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.jspecify.annotations.Nullable;

/** Which demand holds which container, what is started in it, and what follows from its end. Not thread-safe. */
final class HeldContainers {

    private final DemandLedger<GrantedContainer> ledger;
    private final ContainerPort port;
    private final RequestBook requests;
    private final Map<TrackedDemand<GrantedContainer>, ContainerStarter> starters = new HashMap<>();
    private final Map<ContainerId, TrackedDemand<GrantedContainer>> held = new HashMap<>();

    HeldContainers(DemandLedger<GrantedContainer> ledger, ContainerPort port, RequestBook requests) {
        this.ledger = ledger;
        this.port = port;
        this.requests = requests;
    }

    boolean holds(ContainerId container) {
        return held.containsKey(container);
    }

    /** Gives how many containers are held. */
    int size() {
        return held.size();
    }

    /** Sets what to run for a demand; without a starter, the caller runs it. */
    void startsWith(TrackedDemand<GrantedContainer> demand, @Nullable ContainerStarter starter) {
        if (starter != null) {
            starters.put(demand, starter);
        }
    }

    /** Enters a container in which the process of a demand runs already. */
    void adopt(TrackedDemand<GrantedContainer> demand, ContainerId container) {
        held.put(container, demand);
    }

    /** Enters a new container, and has the process started in it. */
    void hold(TrackedDemand<GrantedContainer> demand, GrantedContainer granted, String node, Duration now) {
        held.put(granted.id(), demand);
        ledger.granted(demand, granted, node, now);
        ContainerStarter starter = starters.get(demand);
        if (starter != null) {
            port.start(granted, starter, () -> demand.state() == DemandState.GRANTED);
        }
    }

    private @Nullable TrackedDemand<GrantedContainer> granted(ContainerId container) {
        TrackedDemand<GrantedContainer> demand = held.get(container);
        return demand != null && demand.state() == DemandState.GRANTED ? demand : null;
    }

    /** Enters that a NodeManager started a process. */
    void started(ContainerId container, Duration now) {
        TrackedDemand<GrantedContainer> demand = granted(container);
        if (demand != null) {
            ledger.running(demand, now);
        }
    }

    /** Enters that a NodeManager did not start a process: its container is given back and another one asked for. */
    void notStarted(ContainerId container, String why, Duration now) {
        failedToStart(container, why, HostBlame.SUSPECTED, now);
    }

    /** Enters that the caller could not say what to run; the host has nothing to do with that. */
    void noContext(ContainerId container, String why, Duration now) {
        failedToStart(container, why, HostBlame.CLEARED, now);
    }

    private void failedToStart(ContainerId container, String why, HostBlame blame, Duration now) {
        if (granted(container) != null) {
            port.release(container);
            ended(container, notStarted(why), blame, now);
        }
    }

    private static ProcessExit notStarted(String why) {
        return new ProcessExit(ExitReason.NOT_STARTED, OptionalInt.empty(), why, List.of());
    }

    /** Enters that a container in which nothing was started is none any more: another one is asked for. */
    void forgotten(ContainerId container, String why, Duration now) {
        TrackedDemand<GrantedContainer> demand = granted(container);
        if (demand != null) {
            held.remove(container);
            // Should its node start it after all, it ends as soon as the ResourceManager hears of it.
            port.release(container);
            ledger.lost(demand, notStarted(why), now);
        }
    }

    /** Enters that YARN does not know a container any more, whose node did not come back. */
    void lost(ContainerId container, String why, Duration now) {
        TrackedDemand<GrantedContainer> demand = held.get(container);
        if (demand != null) {
            ended(container, demand, new ProcessExit(ExitReason.HOST_LOST, OptionalInt.empty(), why, List.of()), now);
        }
    }

    /** Gives what is held. */
    Set<ContainerId> ids() {
        return Set.copyOf(held.keySet());
    }

    /** Gives the containers in which the caller starts a process, or has started it. */
    List<Container> startedByCaller() {
        return held.values().stream()
                .filter(demand -> demand.state() == DemandState.GRANTED && !starters.containsKey(demand))
                .flatMap(demand -> demand.granted().stream())
                .map(GrantedContainer::container)
                .toList();
    }

    /** Enters the end of a container. */
    void completed(ContainerStatus status, Duration now) {
        TrackedDemand<GrantedContainer> demand = held.get(status.getContainerId());
        if (demand != null) {
            MemorySize memory =
                    demand.granted().map(granted -> granted.grant().memory()).orElse(MemorySize.ZERO);
            ended(status.getContainerId(), demand, ContainerExits.read(status, memory), now);
        }
    }

    private void ended(ContainerId container, TrackedDemand<GrantedContainer> demand, ProcessExit exit, Duration now) {
        if (demand.state() == DemandState.GRANTED && hasRun(demand, exit)) {
            ledger.ranSinceGrant(demand);
        }
        ended(container, exit, HostBlame.SUSPECTED, now);
    }

    /**
     * Tells whether a process ran in a container that ended before a start was told: the caller may have started it, or
     * YARN told the end before the node told the start.
     */
    private boolean hasRun(TrackedDemand<GrantedContainer> demand, ProcessExit exit) {
        return switch (exit.reason()) {
            case COMPLETED, MEMORY_EXCEEDED -> true;
            case FAILED -> !starters.containsKey(demand) || exit.status().orElse(-1) >= 0;
            case KILLED, PREEMPTED, HOST_LOST, UNKNOWN -> !starters.containsKey(demand);
            case NOT_STARTED -> false;
        };
    }

    private void ended(ContainerId container, ProcessExit exit, HostBlame blame, Duration now) {
        TrackedDemand<GrantedContainer> demand = held.remove(container);
        if (demand == null) {
            return;
        }
        ledger.ended(demand, exit, blame, now).refused().forEach(refused -> {
            requests.withdraw(refused);
            starters.remove(refused);
        });
        if (demand.state().isFinal()) {
            starters.remove(demand);
        }
    }

    /** Starts nothing for a demand any more, which holds no container. */
    void refused(TrackedDemand<GrantedContainer> demand) {
        starters.remove(demand);
    }

    /** Ends what a demand has that is taken back, and gives back its container. */
    void cancel(TrackedDemand<GrantedContainer> demand, Duration now) {
        boolean mayRun = starters.remove(demand) != null || demand.state() == DemandState.RUNNING;
        GrantedContainer granted = demand.granted().orElse(null);
        ledger.cancelled(demand, now);
        if (granted != null) {
            held.remove(granted.id());
            if (mayRun) {
                port.stop(granted);
            }
            port.release(granted.id());
        }
    }

    /**
     * Follows a demand no longer in whose container something may run, and leaves that alone.
     *
     * @return whether there is such a container
     */
    boolean abandons(TrackedDemand<GrantedContainer> demand) {
        boolean mayRun = demand.state() == DemandState.RUNNING
                || (demand.state() == DemandState.GRANTED && !starters.containsKey(demand));
        if (mayRun) {
            demand.granted().ifPresent(what -> held.remove(what.id()));
            ledger.abandoned(demand);
        }
        return mayRun;
    }

    void clear() {
        starters.clear();
        held.clear();
    }
}
