package io.parley.yarn.negotiation;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.plan.PlanLowering;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.YarnResourceTranslator;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.yarn.api.records.Container;
import org.jspecify.annotations.Nullable;

/**
 * Which demand waits for what and holds which container. Not thread-safe: every call is made under the negotiator's
 * lock. Pure but for its {@link ContainerPort}; time is a parameter, what has passed since any fixed moment.
 */
final class ContainerBook {

    private final DemandLedger<GrantedContainer> ledger;

    private final ContainerPort port;
    private final NodeNames names;
    private final RequestBook requests;
    private final RefusedRequests refusals;
    private final HeldContainers containers;
    private final ContainerFitting fitting;
    private final PlanLowering lowering;
    private final AvoidedNodes avoidedNodes;
    private final YarnResourceTranslator translator = new YarnResourceTranslator();
    private EnvironmentLimits limits;
    private long released;

    ContainerBook(
            DemandLedger<GrantedContainer> ledger,
            ContainerPort port,
            PlanFitter fitter,
            NodeNames names,
            EnvironmentLimits limits) {
        this.ledger = ledger;
        this.port = port;
        this.names = names;
        this.limits = limits;
        this.requests = new RequestBook(port);
        this.refusals = new RefusedRequests(requests);
        this.containers = new HeldContainers(ledger, port, requests);
        this.fitting = new ContainerFitting(fitter);
        this.lowering = fitting::lowering;
        this.avoidedNodes = new AvoidedNodes(ledger, port);
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

    /** Gives what is held. */
    HeldContainers containers() {
        return containers;
    }

    /** Forgets everything, once YARN has ended the application. */
    void clear() {
        requests.clear();
        containers.clear();
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
        if (tracked.state() == DemandState.PENDING) {
            containers.startsWith(tracked, starter);
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
        GrantedContainer granted =
                ContainerFitting.asStarted(demand.requirements().plan(), container);
        TrackedDemand<GrantedContainer> tracked =
                ledger.adopt(owner, demand, granted, names.of(container.getNodeId()), now);
        containers.startsWith(tracked, starter);
        containers.adopt(tracked, container.getId());
        return tracked;
    }

    private void ask(TrackedDemand<GrantedContainer> demand, long heartbeat, Duration now) {
        try {
            requests.add(demand, translator.translate(demand.demand().requirements(), limits, lowering), heartbeat);
        } catch (ResourceTranslationException e) {
            refuse(demand, withIntent(e), now);
        } catch (RuntimeException e) {
            requests.dropUntaken(demand);
            refuse(
                    demand,
                    Verdict.of(Verdict.Outcome.NEVER, "YARN's client does not take the request: " + e + ".")
                            .curedBy("yarn.resourcemanager.scheduler.address", "Look at the cause and ask again."),
                    now);
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
        requests.withdraw(demand);
        containers.refused(demand);
        ledger.refuse(demand, verdict, now);
    }

    /** Enters a container that YARN granted. */
    void allocated(Container container, Duration now) {
        ContainerShape shape =
                requests.wanted(container.getPriority().getPriority()).orElse(null);
        if (shape == null || containers.holds(container.getId())) {
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
        if (!containers.holds(container.getId())) {
            released++;
            port.release(container.getId());
        }
    }

    /** Nothing of the shape may have this node, so one is asked for again with the node left out. */
    private void retryElsewhere(TrackedDemand<GrantedContainer> demand, String node, Duration now) {
        requests.met(demand);
        if (avoidedNodes.leavesOut(demand, node, requests.demands())) {
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
        GrantedContainer granted;
        try {
            granted = fitting.fit(demand.demand().requirements().plan(), shape, container);
        } catch (UnusableGrantException e) {
            giveBack(container);
            refuse(demand, e.verdict(), now);
            return;
        }
        requests.met(demand);
        containers.hold(demand, granted, node, now);
    }

    /** Follows the demands no longer in whose containers something may run, and leaves those alone. */
    void abandon(Duration now) {
        for (TrackedDemand<GrantedContainer> demand : ledger.open()) {
            if (!containers.abandons(demand)) {
                cancel(demand, now);
            }
        }
    }

    /** Takes every demand back. */
    void cancelAll(Duration now) {
        ledger.open().forEach(demand -> cancel(demand, now));
    }

    /** Takes a demand back, with what it holds. */
    void cancel(TrackedDemand<GrantedContainer> demand, Duration now) {
        if (!demand.state().isFinal()) {
            requests.withdraw(demand);
            containers.cancel(demand, now);
        }
    }

    /** Changes what a demand asks for, where it holds nothing yet. */
    boolean change(TrackedDemand<GrantedContainer> demand, Demand other, long heartbeat, Duration now) {
        switch (demand.state()) {
            case PENDING -> {
                refuseImpossible(other);
                requests.withdraw(demand);
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
        translator.translate(demand.requirements(), limits, lowering);
    }

    /**
     * Does what has become due: asks again, and tells YARN which nodes to leave alone.
     *
     * @param answered the last heartbeat that was answered
     * @param next the first heartbeat that carries what is requested now
     * @param clusterNodes how many nodes there are
     */
    void tick(long answered, long next, int clusterNodes, Duration now) {
        requests.letOut(answered, next);
        for (TrackedDemand<GrantedContainer> demand : ledger.due(now)) {
            ask(demand, next, now);
        }
        avoidedNodes.tell(requests.demands(), requests.wanted(), clusterNodes, now);
        requests.dropUnused();
    }

    /**
     * Enters that YARN refused the requests of a heartbeat: those at fault are refused, and never asked for again.
     *
     * @param message what YARN says
     * @param answered the last heartbeat that was answered
     * @param next the first heartbeat that carries what is requested now
     */
    void refusedByYarn(String message, long answered, long next, Duration now) {
        refusals.find(message, answered, next).forEach(shape -> refuseAll(shape, message, now));
        requests.forgetUnasked();
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
