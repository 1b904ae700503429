package io.parley.mesos.negotiation;

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
import io.parley.api.verdict.Verdict;
import io.parley.mesos.matching.Decline;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.Take;
import io.parley.mesos.state.FrameworkState.Change;
import io.parley.mesos.state.KnownTask;
import io.parley.mesos.task.TaskPlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * Which demand waits and which holds which task. Not thread-safe: every call is made under the negotiator's lock. Pure
 * but for its {@link TaskPort} and the names that tasks are given; time is a parameter, what has passed since any fixed
 * moment.
 */
final class TaskBook {

    private final DemandLedger<GrantedTask> ledger;
    private final TaskPort port;
    private final PlanFitter fitter;
    private final MesosNegotiatorOptions options;
    private final Supplier<String> taskIds;
    private final OfferRound round;
    private final OfferAppetite appetite;
    private final TaskRegister tasks;
    private final OpenDemands open;
    private final AgentMaintenance maintenance;

    TaskBook(
            DemandLedger<GrantedTask> ledger, TaskPort port, MesosNegotiatorOptions options, Supplier<String> taskIds) {
        this.ledger = ledger;
        this.port = port;
        this.fitter = options.fitter();
        this.options = options;
        this.taskIds = taskIds;
        this.appetite = new OfferAppetite(port, options.reviveBurst(), options.reviveInterval());
        this.tasks = new TaskRegister(port, options, new Consequences());
        this.open = new OpenDemands(options);
        this.round = new OfferRound(options.rules(), ledger, open);
        this.maintenance =
                new AgentMaintenance(ledger, port, tasks, options.rules().late());
    }

    TaskRegister tasks() {
        return tasks;
    }

    AgentMaintenance maintenance() {
        return maintenance;
    }

    /** Enters a demand; what can never be expressed is refused. */
    TrackedDemand<GrantedTask> add(DemandOwner<GrantedTask> owner, Demand demand, OpenDemands.Wish wish, Duration now) {
        TrackedDemand<GrantedTask> tracked = ledger.add(owner, demand, now);
        if (tracked.state() == DemandState.PENDING) {
            open.enter(tracked, wish);
            ask(tracked, now);
        }
        appetite.changed(isHungry(), isIdle(), now);
        return tracked;
    }

    /** Enters a demand whose process runs since an earlier run of the framework. */
    TrackedDemand<GrantedTask> adopt(
            DemandOwner<GrantedTask> owner, Demand demand, OpenDemands.Wish wish, KnownTask task, Duration now) {
        GrantedTask granted = GrantedTask.recovered(task, demand.requirements().plan());
        TrackedDemand<GrantedTask> tracked = ledger.adopt(owner, demand, granted, task.hostname(), now);
        open.enter(tracked, wish);
        tasks.claim(task.id(), tracked, now);
        return tracked;
    }

    private boolean isHungry() {
        return !open.waiting().isEmpty();
    }

    /** Nothing waits, not even for its back-off to pass. */
    private boolean isIdle() {
        return !ledger.isWaiting();
    }

    private void ask(TrackedDemand<GrantedTask> demand, Duration now) {
        try {
            open.await(demand);
            appetite.grew();
        } catch (ResourceTranslationException | IllegalArgumentException e) {
            refuse(demand, Verdict.of(Verdict.Outcome.NEVER, String.valueOf(e.getMessage())), now);
        }
    }

    private void refuse(TrackedDemand<GrantedTask> demand, Verdict verdict, Duration now) {
        open.forget(demand);
        ledger.refuse(demand, verdict, now);
    }

    /** Answers offers, all of them and at once. */
    void offers(List<Offer> offers, Duration now) {
        due(now);
        OfferRound.Result result = round.match(offers, tasks.held(), now);
        List<TaskPort.Launch> launches = new ArrayList<>();
        List<Decline> declines = new ArrayList<>(result.declines());
        result.takes()
                .forEach((demand, take) ->
                        fit(demand, take, now).ifPresent(fit -> launches.add(launch(demand, take, fit, result, now))));
        Set<OfferID> used = launches.stream()
                .flatMap(launch -> launch.take().offers().stream())
                .collect(Collectors.toSet());
        result.takes().values().stream()
                .flatMap(take -> take.offers().stream())
                .distinct()
                .filter(offer -> !used.contains(offer))
                .forEach(offer -> declines.add(new Decline(
                        offer, Decline.Reason.NOTHING_WANTED, options.rules().soon())));
        boolean satisfied = !ledger.isWaiting();
        port.answer(new TaskPort.Answer(
                launches,
                declines,
                satisfied ? options.rules().late() : options.rules().soon(),
                options.rules().soon()));
        appetite.changed(isHungry(), isIdle(), now);
    }

    private Optional<PlanFit> fit(TrackedDemand<GrantedTask> demand, Take take, Duration now) {
        try {
            return Optional.of(fitter.fit(demand.demand().requirements().plan(), OfferRound.grant(take)));
        } catch (RuntimeException | Error e) {
            refuse(
                    demand,
                    Verdict.of(
                                    Verdict.Outcome.NEVER,
                                    "the plan could not be fitted to the taken "
                                            + OfferRound.grant(take).memory() + ": " + e.getMessage() + ".")
                            .curedBy(
                                    "grant policy",
                                    "Repair the PlanFitter " + fitter.getClass().getName() + "."),
                    now);
            return Optional.empty();
        }
    }

    private TaskPort.Launch launch(
            TrackedDemand<GrantedTask> demand, Take take, PlanFit fit, OfferRound.Result result, Duration now) {
        String address = result.address(take);
        TaskPlace place = TaskPlace.of(taskIds.get(), take);
        GrantedTask granted = new GrantedTask(place, OfferRound.grant(take), fit, address);
        open.served(demand);
        tasks.launched(
                new KnownTask(
                        granted.id(),
                        demand.demand().name(),
                        take.agent().getValue(),
                        take.hostname(),
                        address,
                        take.demand().need().cpus().millis(),
                        take.demand().need().memMebibytes(),
                        place.ports(),
                        result.spreadOver(take, open.group(demand)),
                        KnownTask.Phase.LAUNCHED),
                demand,
                now);
        ledger.granted(demand, granted, take.hostname(), now);
        return new TaskPort.Launch(demand, take, granted, open.starter(demand));
    }

    /** Handles an update of a task. */
    void update(TaskStatus status, Duration now) {
        tasks.update(status, now);
        appetite.changed(isHungry(), isIdle(), now);
    }

    /** Enters that the caller could not say what to run, so nothing was sent; the host has nothing to do with that. */
    void notLaunched(String task, String why, Duration now) {
        tasks.ended(
                task,
                new ProcessExit(ExitReason.NOT_STARTED, OptionalInt.empty(), why, List.of()),
                HostBlame.CLEARED,
                now);
        appetite.changed(isHungry(), isIdle(), now);
    }

    /** Takes a demand back, with what it holds. */
    void cancel(TrackedDemand<GrantedTask> demand, Duration now) {
        if (demand.state().isFinal()) {
            return;
        }
        Optional<GrantedTask> granted = demand.granted();
        open.forget(demand);
        ledger.cancelled(demand, now);
        granted.ifPresent(what -> tasks.unwanted(what.id(), now));
        appetite.changed(isHungry(), isIdle(), now);
    }

    /** Takes every demand back. */
    void cancelAll(Duration now) {
        ledger.open().forEach(demand -> cancel(demand, now));
    }

    /** Follows the demands no longer whose tasks may run, and leaves those alone. */
    void abandon(Duration now) {
        for (TrackedDemand<GrantedTask> demand : ledger.open()) {
            if (demand.granted().isPresent()) {
                ledger.abandoned(demand);
            } else {
                cancel(demand, now);
            }
        }
    }

    /** Ends the task of a demand, which goes on until that is told. */
    void end(TrackedDemand<GrantedTask> demand, Duration grace, Duration now) {
        demand.granted().ifPresent(what -> tasks.end(what.id(), grace, now));
    }

    /** Changes what a demand asks for, where it holds nothing yet. */
    boolean change(TrackedDemand<GrantedTask> demand, Demand other, Duration now) {
        return switch (demand.state()) {
            case PENDING -> {
                OfferDemand unused = open.translate(demand, other);
                ledger.changed(demand, other);
                ask(demand, now);
                appetite.changed(isHungry(), isIdle(), now);
                yield true;
            }
            case DELAYED -> {
                OfferDemand unused = open.translate(demand, other);
                ledger.changed(demand, other);
                yield true;
            }
            case GRANTED, RUNNING, ENDED, REFUSED, CANCELLED -> false;
        };
    }

    /** Explains why a demand waits, by the last offers. */
    Verdict explain(TrackedDemand<GrantedTask> demand) {
        OfferDemand wanted = open.waiting().get(demand);
        if (wanted != null) {
            return round.explain(wanted);
        }
        return demand.state() == DemandState.DELAYED
                ? Verdict.of(
                        Verdict.Outcome.WAIT,
                        demand + " is asked for again when its back-off has passed, for its last process failed.")
                : Verdict.of(Verdict.Outcome.ADMIT, demand + " waits for no offer.");
    }

    private void due(Duration now) {
        ledger.due(now).forEach(demand -> ask(demand, now));
    }

    /** Tells whether to subscribe without wanting offers. */
    boolean wantsNoOffers() {
        return isIdle();
    }

    /** Enters a subscription: what was offered before is void, and tasks may have changed unseen. */
    void subscribed(boolean suppressed, Duration now) {
        appetite.subscribed(suppressed);
        tasks.subscribed(now);
        appetite.changed(isHungry(), isIdle(), now);
    }

    void disconnected() {
        appetite.disconnected();
        tasks.disconnected();
    }

    /** Does what has become due. */
    void tick(Duration now) {
        due(now);
        tasks.tick(now);
        appetite.changed(isHungry(), isIdle(), now);
    }

    /** Enters that the master forgot the framework: every task of it is dead. */
    void frameworkRemoved(String why, Duration now) {
        tasks.removeAll(why, now);
        port.save(new Change.Forgotten());
    }

    /** Forgets everything, once the negotiation is over. */
    void clear() {
        open.clear();
        tasks.clear();
    }

    /** What follows for demands from what happens to their tasks. */
    private final class Consequences implements TaskRegister.Listener {

        @Override
        public void running(TrackedDemand<GrantedTask> demand, Duration now) {
            if (demand.state() == DemandState.GRANTED) {
                ledger.running(demand, now);
            }
        }

        @Override
        public void neverLaunched(TrackedDemand<GrantedTask> demand, ProcessExit exit, Duration now) {
            if (demand.state() == DemandState.GRANTED) {
                ledger.lost(demand, exit, now);
                due(now);
            } else {
                ended(demand, exit, HostBlame.CLEARED, now);
            }
        }

        @Override
        public void ended(TrackedDemand<GrantedTask> demand, ProcessExit exit, HostBlame blame, Duration now) {
            if (demand.state() == DemandState.GRANTED && hasRun(exit)) {
                ledger.ranSinceGrant(demand);
            }
            ledger.ended(demand, exit, blame, now).refused().forEach(open::forget);
            if (demand.state().isFinal()) {
                open.forget(demand);
            }
            appetite.changed(isHungry(), isIdle(), now);
        }

        /** An end may be told to whom no start was told. */
        private static boolean hasRun(ProcessExit exit) {
            return switch (exit.reason()) {
                case COMPLETED, MEMORY_EXCEEDED -> true;
                case FAILED -> exit.status().isPresent();
                case KILLED, PREEMPTED, HOST_LOST, UNKNOWN, NOT_STARTED -> false;
            };
        }
    }
}
