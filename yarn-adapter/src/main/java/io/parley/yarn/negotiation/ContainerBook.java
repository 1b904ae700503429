package io.parley.yarn.negotiation;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.HostBlame;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.YarnResourceTranslator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which demand waits for what and holds which container. Not thread-safe: every call is made under the negotiator's
 * lock. Pure but for its {@link ContainerPort}; time is a parameter, what has passed since any fixed moment.
 */
final class ContainerBook {

    /** Behind this, YARN's message about a refused request tells the maximum, which may look like another request. */
    private static final String MAXIMUM = "maximum allowed";

    /** How many sizes and places are remembered though nothing waits for them. */
    private static final int MOST_SHAPES = 64;

    private final DemandLedger<GrantedContainer> ledger;

    private final ContainerPort port;
    private final PlanFitter fitter;
    private final NodeNames names;
    private final AvoidedNodes avoidedNodes;
    private final AskProbe probe;
    private final YarnResourceTranslator translator = new YarnResourceTranslator();
    private final Map<ContainerShape.Key, ContainerShape> shapes = new HashMap<>();
    private final Map<Integer, ContainerShape> byPriority = new HashMap<>();
    private final Map<TrackedDemand<GrantedContainer>, Waiting> waiting = new HashMap<>();
    private final Map<TrackedDemand<GrantedContainer>, ContainerStarter> starters = new HashMap<>();
    private final Map<ContainerId, TrackedDemand<GrantedContainer>> held = new HashMap<>();
    private EnvironmentLimits limits;
    private int priorities;
    private long released;

    private record Waiting(ContainerShape shape, ContainerRequest request) {}

    ContainerBook(
            DemandLedger<GrantedContainer> ledger,
            ContainerPort port,
            PlanFitter fitter,
            NodeNames names,
            EnvironmentLimits limits) {
        this.ledger = ledger;
        this.port = port;
        this.fitter = fitter;
        this.names = names;
        this.limits = limits;
        this.avoidedNodes = new AvoidedNodes(ledger, port);
        this.probe = new AskProbe();
    }

    void limits(EnvironmentLimits known) {
        limits = known;
    }

    EnvironmentLimits limits() {
        return limits;
    }

    /** Gives how many containers were given back because nothing waited for them. */
    long released() {
        return released;
    }

    /** Forgets everything, once YARN has ended the application. */
    void clear() {
        waiting.clear();
        starters.clear();
        held.clear();
        shapes.clear();
        byPriority.clear();
    }

    boolean holds(ContainerId container) {
        return held.containsKey(container);
    }

    /** Gives how many containers are held. */
    int held() {
        return held.size();
    }

    /**
     * Enters a demand and asks for its container; what can never be granted is refused and not asked for.
     *
     * @param heartbeat the first heartbeat that carries the request
     */
    TrackedDemand<GrantedContainer> add(
            DemandOwner<GrantedContainer> owner,
            Demand demand,
            @Nullable ContainerStarter starter,
            long heartbeat,
            Duration now) {
        TrackedDemand<GrantedContainer> tracked = ledger.add(owner, demand, now);
        if (starter != null && tracked.state() == DemandState.PENDING) {
            starters.put(tracked, starter);
        }
        if (tracked.state() == DemandState.PENDING) {
            ask(tracked, heartbeat, now);
        }
        return tracked;
    }

    /** Enters a demand whose process already runs in a container. */
    TrackedDemand<GrantedContainer> adopt(
            DemandOwner<GrantedContainer> owner,
            Demand demand,
            @Nullable ContainerStarter starter,
            Container container,
            Duration now) {
        Grant grant = grant(container);
        GrantedContainer granted = new GrantedContainer(
                container, grant, new PlanFit(demand.requirements().plan(), MemorySize.ZERO));
        TrackedDemand<GrantedContainer> tracked =
                ledger.adopt(owner, demand, granted, names.of(container.getNodeId()), now);
        if (starter != null) {
            starters.put(tracked, starter);
        }
        held.put(container.getId(), tracked);
        return tracked;
    }

    private void ask(TrackedDemand<GrantedContainer> demand, long heartbeat, Duration now) {
        try {
            ask(demand, translator.translate(demand.demand().requirements(), limits, fitter.lowering()), heartbeat);
        } catch (ResourceTranslationException e) {
            refuse(demand, withIntent(e), now);
        } catch (RuntimeException e) {
            // The client has not taken the request, so there is nothing to take back from it.
            drop(demand, request -> {});
            refuse(
                    demand,
                    Verdict.of(Verdict.Outcome.NEVER, "YARN's client does not take the request: " + e + ".")
                            .curedBy("yarn.resourcemanager.scheduler.address", "Look at the cause and ask again."),
                    now);
        }
    }

    private void ask(TrackedDemand<GrantedContainer> demand, ContainerRequest first, long heartbeat) {
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

    /** Over weeks there may be any number of sizes and places; only some are kept with nothing waiting for them. */
    private void dropUnusedShapes() {
        if (shapes.size() > MOST_SHAPES) {
            shapes.values().removeIf(shape -> shape.pending().isEmpty() && !probe.holdsBack(shape));
            byPriority.values().retainAll(Set.copyOf(shapes.values()));
        }
    }

    /** The statement of a refusal is only whole with what was wanted. */
    private static Verdict withIntent(ResourceTranslationException refusal) {
        Verdict verdict = refusal.verdict();
        return new Verdict(
                verdict.outcome(),
                refusal.intent() + ": " + verdict.statement(),
                verdict.comparison(),
                verdict.key(),
                verdict.cure(),
                verdict.reasons());
    }

    private void refuse(TrackedDemand<GrantedContainer> demand, Verdict verdict, Duration now) {
        withdraw(demand);
        starters.remove(demand);
        ledger.refuse(demand, verdict, now);
    }

    /** Takes a pending demand's request back. */
    private void withdraw(TrackedDemand<GrantedContainer> demand) {
        drop(demand, port::withdraw);
    }

    /** Drops a pending demand's request, for which YARN granted a container. */
    private void met(TrackedDemand<GrantedContainer> demand) {
        drop(demand, port::met);
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

    /** Enters a container that YARN granted. */
    void allocated(Container container, Duration now) {
        ContainerShape shape = byPriority.get(container.getPriority().getPriority());
        if (shape == null || shape.pending().isEmpty() || held.containsKey(container.getId())) {
            giveBack(container);
            return;
        }
        String node = names.of(container.getNodeId());
        shape.label().ifPresent(label -> avoidedNodes.seen(label, node));
        for (TrackedDemand<GrantedContainer> demand : shape.pending()) {
            if (ledger.suits(demand, node)) {
                match(demand, shape, container, node, now);
                return;
            }
        }
        giveBack(container);
        retryElsewhere(shape.pending().iterator().next(), node, now);
    }

    private void giveBack(Container container) {
        if (!held.containsKey(container.getId())) {
            released++;
            port.release(container.getId());
        }
    }

    /** Nothing of the shape may have this node, so one is asked for again with the node left out. */
    private void retryElsewhere(TrackedDemand<GrantedContainer> demand, String node, Duration now) {
        met(demand);
        if (avoidedNodes.leavesOut(demand, node, waiting.keySet())) {
            ledger.retried(demand, now);
        } else {
            ledger.postponed(demand, now);
        }
    }

    private void match(
            TrackedDemand<GrantedContainer> demand,
            ContainerShape shape,
            Container container,
            String node,
            Duration now) {
        List<String> missing = shape.missing(container.getResource());
        if (!missing.isEmpty()) {
            giveBack(container);
            refuse(
                    demand,
                    Verdict.of(
                                    Verdict.Outcome.NEVER,
                                    "YARN granted less than was asked for: " + String.join(", ", missing) + ".")
                            .comparing("what was asked for", String.join(", ", missing))
                            .curedBy(
                                    "yarn.scheduler.capacity.resource-calculator",
                                    "Let the scheduler count every resource (DominantResourceCalculator) and keep its"
                                            + " minimum allocation above 0."),
                    now);
            return;
        }
        Grant grant = grant(container);
        PlanFit fit;
        try {
            fit = fitter.fit(demand.demand().requirements().plan(), grant);
        } catch (RuntimeException | Error e) {
            giveBack(container);
            refuse(
                    demand,
                    Verdict.of(
                                    Verdict.Outcome.NEVER,
                                    "the plan could not be fitted to the granted " + grant.memory() + ": "
                                            + e.getMessage() + ".")
                            .comparing(
                                    demand.demand()
                                            .requirements()
                                            .plan()
                                            .totalProcess()
                                            .toString(),
                                    grant.memory().toString())
                            .curedBy(
                                    "grant policy",
                                    "Repair the PlanFitter " + fitter.getClass().getName() + "."),
                    now);
            return;
        }
        met(demand);
        GrantedContainer granted = new GrantedContainer(container, grant, fit);
        held.put(container.getId(), demand);
        ledger.granted(demand, granted, node, now);
        ContainerStarter starter = starters.get(demand);
        if (starter != null) {
            port.start(granted, starter, () -> demand.state() == DemandState.GRANTED);
        }
    }

    private static Grant grant(Container container) {
        Resource resource = container.getResource();
        Map<String, Long> others = new TreeMap<>();
        for (ResourceInformation information : resource.getResources()) {
            String name = information.getName();
            if (information.getValue() > 0
                    && !name.equals(ResourceInformation.MEMORY_URI)
                    && !name.equals(ResourceInformation.VCORES_URI)) {
                others.put(name, information.getValue());
            }
        }
        return new Grant(
                MemorySize.ofMebibytes(resource.getMemorySize()),
                CpuAmount.ofCores(resource.getVirtualCores()),
                others,
                Optional.of(container.getNodeId().getHost()),
                List.of(),
                Certainty.KNOWN);
    }

    /** Enters that a NodeManager started a process. */
    void started(ContainerId container, Duration now) {
        TrackedDemand<GrantedContainer> demand = held.get(container);
        if (demand != null && demand.state() == DemandState.GRANTED) {
            ledger.running(demand, now);
        }
    }

    /** Enters that a NodeManager did not start a process: its container is given back and another one asked for. */
    void notStarted(ContainerId container, String why, Duration now) {
        TrackedDemand<GrantedContainer> demand = held.get(container);
        if (demand != null && demand.state() == DemandState.GRANTED) {
            port.release(container);
            ended(
                    container,
                    new ProcessExit(ExitReason.NOT_STARTED, OptionalInt.empty(), why, List.of()),
                    HostBlame.SUSPECTED,
                    now);
        }
    }

    /** Enters that the caller could not say what to run; the host has nothing to do with that. */
    void noContext(ContainerId container, String why, Duration now) {
        TrackedDemand<GrantedContainer> demand = held.get(container);
        if (demand != null && demand.state() == DemandState.GRANTED) {
            port.release(container);
            ended(
                    container,
                    new ProcessExit(ExitReason.NOT_STARTED, OptionalInt.empty(), why, List.of()),
                    HostBlame.CLEARED,
                    now);
        }
    }

    /** Enters that a container in which nothing was started is none any more: another one is asked for. */
    void forgotten(ContainerId container, String why, Duration now) {
        TrackedDemand<GrantedContainer> demand = held.get(container);
        if (demand != null && demand.state() == DemandState.GRANTED) {
            held.remove(container);
            // Should its node start it after all, it ends as soon as the ResourceManager hears of it.
            port.release(container);
            ledger.lost(demand, new ProcessExit(ExitReason.NOT_STARTED, OptionalInt.empty(), why, List.of()), now);
        }
    }

    /** Gives the containers in which the caller starts a process, or has started it. */
    List<Container> startedByCaller() {
        return held.values().stream()
                .filter(demand -> demand.state() == DemandState.GRANTED && !starters.containsKey(demand))
                .flatMap(demand -> demand.granted().stream())
                .map(GrantedContainer::container)
                .toList();
    }

    /** Follows the demands no longer in whose containers something may run, and leaves those alone. */
    void abandon(Duration now) {
        for (TrackedDemand<GrantedContainer> demand : ledger.open()) {
            boolean mayRun = demand.state() == DemandState.RUNNING
                    || (demand.state() == DemandState.GRANTED && !starters.containsKey(demand));
            if (mayRun) {
                demand.granted().ifPresent(what -> held.remove(what.id()));
                ledger.abandoned(demand);
            } else {
                cancel(demand, now);
            }
        }
    }

    /** Takes every demand back. */
    void cancelAll(Duration now) {
        ledger.open().forEach(demand -> cancel(demand, now));
    }

    /** Enters the end of a container. */
    void completed(ContainerStatus status, Duration now) {
        TrackedDemand<GrantedContainer> demand = held.get(status.getContainerId());
        if (demand != null) {
            MemorySize memory =
                    demand.granted().map(granted -> granted.grant().memory()).orElse(MemorySize.ZERO);
            ProcessExit exit = ContainerExits.read(status, memory);
            if (demand.state() == DemandState.GRANTED && hasRun(demand, exit)) {
                ledger.ranSinceGrant(demand);
            }
            ended(status.getContainerId(), exit, HostBlame.SUSPECTED, now);
        }
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
            withdraw(refused);
            starters.remove(refused);
        });
        if (demand.state().isFinal()) {
            starters.remove(demand);
        }
    }

    /** Takes a demand back, with what it holds. */
    void cancel(TrackedDemand<GrantedContainer> demand, Duration now) {
        if (demand.state().isFinal()) {
            return;
        }
        withdraw(demand);
        Optional<GrantedContainer> granted = demand.granted();
        boolean mayRun = starters.remove(demand) != null || demand.state() == DemandState.RUNNING;
        ledger.cancelled(demand, now);
        granted.ifPresent(what -> {
            held.remove(what.id());
            if (mayRun) {
                port.stop(what);
            }
            port.release(what.id());
        });
    }

    /** Changes what a demand asks for, where it holds nothing yet. */
    boolean change(TrackedDemand<GrantedContainer> demand, Demand other, long heartbeat, Duration now) {
        switch (demand.state()) {
            case PENDING -> {
                refuseImpossible(other);
                withdraw(demand);
                ledger.changed(demand, other);
                ask(demand, heartbeat, now);
                return true;
            }
            case DELAYED -> {
                refuseImpossible(other);
                ledger.changed(demand, other);
                return true;
            }
            case GRANTED, RUNNING, ENDED, REFUSED, CANCELLED -> {
                return false;
            }
        }
        throw new IllegalStateException("Unknown state " + demand.state() + ".");
    }

    private void refuseImpossible(Demand demand) {
        translator.translate(demand.requirements(), limits, fitter.lowering());
    }

    /**
     * Does what has become due: asks again, and tells YARN which nodes to leave alone.
     *
     * @param answered the last heartbeat that was answered
     * @param next the first heartbeat that carries what is requested now
     * @param clusterNodes how many nodes there are
     */
    void tick(long answered, long next, int clusterNodes, Duration now) {
        probe.answered(answered, next).ifPresent(shape -> requestAll(shape, next));
        for (TrackedDemand<GrantedContainer> demand : ledger.due(now)) {
            ask(demand, next, now);
        }
        avoidedNodes.tell(
                waiting.keySet(),
                shapes.values().stream()
                        .filter(shape -> !shape.pending().isEmpty())
                        .toList(),
                clusterNodes,
                now);
        dropUnusedShapes();
    }

    private void requestAll(ContainerShape shape, long heartbeat) {
        shape.askedBy(heartbeat);
        shape.pending().forEach(demand -> port.request(requestOf(demand)));
    }

    private ContainerRequest requestOf(TrackedDemand<GrantedContainer> demand) {
        Waiting entry = waiting.get(demand);
        if (entry == null) {
            throw new IllegalStateException(demand + " waits for nothing.");
        }
        return entry.request();
    }

    /**
     * Enters that YARN refused the requests of a heartbeat. The one that it names is refused; where it names none, all
     * that were new are taken back and asked for one after the other, until the one at fault is found.
     *
     * @param message what YARN says
     * @param answered the last heartbeat that was answered
     * @param next the first heartbeat that carries what is requested now
     */
    void refusedByYarn(String message, long answered, long next, Duration now) {
        List<ContainerShape> suspects = shapes.values().stream()
                .filter(shape -> !shape.pending().isEmpty() && shape.askedBy() > answered && !probe.holdsBack(shape))
                .toList();
        if (suspects.isEmpty()) {
            // Something that YARN took before is told anew, for instance by a client that registered again.
            suspects = shapes.values().stream()
                    .filter(shape -> !shape.pending().isEmpty() && !probe.holdsBack(shape))
                    .toList();
        }
        int maximum = message.indexOf(MAXIMUM);
        String asked = maximum < 0 ? message : message.substring(0, maximum);
        List<ContainerShape> named = shapes.values().stream()
                .filter(shape -> !shape.pending().isEmpty()
                        && !probe.holdsBack(shape)
                        && asked.contains(shape.capability().toString()))
                .toList();
        if (!named.isEmpty()) {
            named.forEach(shape -> refuseAll(shape, message, now));
        } else if (suspects.size() == 1) {
            refuseAll(suspects.get(0), message, now);
        } else {
            for (ContainerShape suspect : suspects) {
                suspect.pending().forEach(demand -> port.withdraw(requestOf(demand)));
            }
            probe.begin(suspects, next);
        }
        port.forget(byPriority.values().stream()
                .filter(shape -> shape.pending().isEmpty() || probe.holdsBack(shape))
                .map(ContainerShape::priority)
                .collect(Collectors.toSet()));
    }

    private void refuseAll(ContainerShape shape, String message, Duration now) {
        for (TrackedDemand<GrantedContainer> demand : List.copyOf(shape.pending())) {
            refuse(
                    demand,
                    YarnRefusals.verdict(
                            shape,
                            message,
                            demand.demand().requirements().plan().process()),
                    now);
        }
    }
}
