package io.parley.api.negotiation;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The books of a negotiator: where every demand stands, what follows from an end, and which hosts suit.
 *
 * <p>Pure: no I/O, no clock, no log. Time is a parameter, what has passed since any fixed moment, never less than
 * before. Not thread-safe: every call is made under the negotiator's lock; what has to be told to others goes to the
 * {@link OrderedSignals}, which are delivered without it.
 *
 * @param <G> what the environment grants
 */
public final class DemandLedger<G> {

    private final NegotiationSettings settings;
    private final DemandNews<G> news;
    private final FailureLimit failures;
    private final AvoidedHosts avoidedHosts;
    private final DemandRegister<G> open = new DemandRegister<>();

    /**
     * Makes empty books.
     *
     * @param settings when to try again and when to give up
     * @param listener is told everything, through the signals
     * @param signals delivers outside of the lock
     */
    public DemandLedger(NegotiationSettings settings, NegotiationListener<G> listener, OrderedSignals signals) {
        this.settings = settings;
        this.news = new DemandNews<>(listener, signals);
        this.failures = new FailureLimit(settings.failureRate());
        this.avoidedHosts = new AvoidedHosts(settings.hostAvoidance());
    }

    /**
     * What follows from the end of a process.
     *
     * @param askedAgainIn how long until it is asked for again; empty if it is not
     * @param refused the demands that waited and are refused now, because too much failed
     */
    public record Consequence<G>(Optional<Duration> askedAgainIn, List<TrackedDemand<G>> refused) {

        /** Copies the list. */
        public Consequence {
            refused = List.copyOf(refused);
        }
    }

    /**
     * Enters a demand.
     *
     * @param owner the negotiator
     * @param demand the demand
     * @param now the time
     * @return the demand: pending, or refused where too much failed of late
     */
    public TrackedDemand<G> add(DemandOwner<G> owner, Demand demand, Duration now) {
        TrackedDemand<G> tracked = new TrackedDemand<>(owner, demand, now);
        open.add(tracked);
        if (failures.isExceeded(now)) {
            refuse(tracked, failures.verdict(Optional.empty()), now);
        }
        return tracked;
    }

    /**
     * Enters a demand whose process runs already, for instance since before a restart of the caller.
     *
     * @param owner the negotiator
     * @param demand the demand
     * @param what what it runs in
     * @param host the host of that
     * @param now the time
     * @return the demand, running
     */
    public TrackedDemand<G> adopt(DemandOwner<G> owner, Demand demand, G what, String host, Duration now) {
        TrackedDemand<G> tracked = new TrackedDemand<>(owner, demand, now);
        open.add(tracked);
        granted(tracked, what, host, now);
        running(tracked, now);
        return tracked;
    }

    /**
     * Gives the demands whose back-off has passed; they are pending from now on.
     *
     * @param now the time
     * @return the demands, those first that waited longest
     */
    public List<TrackedDemand<G>> due(Duration now) {
        return open.due(now);
    }

    /**
     * Tells whether anything is pending or delayed.
     *
     * @return whether something is waited for
     */
    public boolean isWaiting() {
        return open.isWaiting();
    }

    /**
     * Gives the demands that are not over.
     *
     * @return a copy, in the order in which they were added
     */
    public List<TrackedDemand<G>> open() {
        return open.all();
    }

    /**
     * Tells whether a host suits the group of a demand.
     *
     * @param demand the demand
     * @param host the host
     * @return whether the host may hold one more of its group
     */
    public boolean suits(TrackedDemand<G> demand, String host) {
        return open.suits(demand, host);
    }

    /**
     * Gives the hosts that may hold no more of a demand's group.
     *
     * @param demand the demand
     * @return the hosts, may be empty
     */
    public List<String> hostsFullFor(TrackedDemand<G> demand) {
        return open.hostsFullFor(demand);
    }

    /**
     * Gives the hosts to leave alone, never all of them.
     *
     * @param now the time
     * @param clusterHosts how many hosts there are
     * @return the hosts, may be empty
     */
    public Set<String> avoidedHosts(Duration now, int clusterHosts) {
        return avoidedHosts.avoided(now, clusterHosts);
    }

    /**
     * Enters a grant.
     *
     * @param demand a pending demand
     * @param what what it holds
     * @param host the host of that
     * @param now the time
     */
    public void granted(TrackedDemand<G> demand, G what, String host, Duration now) {
        open.grant(demand, what, host, now);
        news.granted(demand, what);
    }

    /**
     * Enters that a process runs.
     *
     * @param demand a granted demand
     * @param now the time
     */
    public void running(TrackedDemand<G> demand, Duration now) {
        news.running(demand, open.run(demand, now));
    }

    /**
     * Enters that a process ran since the grant, which is known by its end only: another one started it than the
     * negotiator, or its end was told before its start.
     *
     * @param demand a granted demand
     */
    public void ranSinceGrant(TrackedDemand<G> demand) {
        DemandRegister.expect(demand, DemandState.GRANTED);
        running(demand, demand.since());
    }

    /**
     * Enters an end: of a process, or of what it should have run in.
     *
     * @param demand a granted or running demand
     * @param exit how it ended
     * @param now the time
     * @return what follows
     */
    public Consequence<G> ended(TrackedDemand<G> demand, ProcessExit exit, Duration now) {
        return ended(demand, exit, HostBlame.SUSPECTED, now);
    }

    /**
     * Enters an end, for which the host may be known not to be to blame.
     *
     * @param demand a granted or running demand
     * @param exit how it ended
     * @param blame whether the host may be to blame
     * @param now the time
     * @return what follows
     */
    public Consequence<G> ended(TrackedDemand<G> demand, ProcessExit exit, HostBlame blame, Duration now) {
        boolean ran = demand.state() == DemandState.RUNNING;
        if (!ran) {
            DemandRegister.expect(demand, DemandState.GRANTED);
        }
        boolean stable = ran && now.minus(demand.since()).compareTo(settings.stableAfter()) >= 0;
        if (stable) {
            demand.succeeded();
        }
        boolean failed = !stable && FailureLimit.counts(exit.reason(), ran);
        if (failed) {
            failures.failed(now);
            if (blame == HostBlame.SUSPECTED && exit.reason() != ExitReason.MEMORY_EXCEEDED) {
                avoidedHosts.failed(demand.host(), now);
            }
        }
        G what = demand.granted().orElseThrow();
        open.leave(demand);
        boolean again = !ran
                || (demand.demand().replacement() == Replacement.WHEN_LOST && exit.reason() != ExitReason.COMPLETED);
        if (!again) {
            open.close(demand, DemandState.ENDED, now);
            news.over(demand, what, exit);
        }
        boolean tooMany = failed && failures.isExceeded(now);
        Duration delay = again ? settings.backOff().delay(demand.failed()) : Duration.ZERO;
        if (again) {
            open.askAgain(demand, now.plus(delay));
            news.ended(demand, what, exit, tooMany ? Optional.empty() : Optional.of(delay));
        }
        List<TrackedDemand<G>> refused = tooMany ? refuseWaiting(failures.verdict(Optional.of(exit)), now) : List.of();
        return new Consequence<>(again && !tooMany ? Optional.of(delay) : Optional.empty(), refused);
    }

    /**
     * Enters that what a demand holds was lost before a process ran in it, through no failure of anything that was
     * asked for: it counts for no rate and no back-off, and is asked for again at once.
     *
     * @param demand a granted demand
     * @param exit how it was lost
     * @param now the time
     */
    public void lost(TrackedDemand<G> demand, ProcessExit exit, Duration now) {
        DemandRegister.expect(demand, DemandState.GRANTED);
        G what = demand.granted().orElseThrow();
        open.leave(demand);
        open.askAgain(demand, now);
        news.ended(demand, what, exit, Optional.of(Duration.ZERO));
    }

    /**
     * Follows a demand no longer; what runs for it goes on.
     *
     * @param demand a granted or running demand
     */
    public void abandoned(TrackedDemand<G> demand) {
        open.remove(demand);
        news.cancelled(demand, "is not followed any more. What runs for it goes on.");
    }

    /**
     * Puts off a demand for which nothing failed, but nothing suits at the moment: longer each time, until something is
     * granted.
     *
     * @param demand a pending demand
     * @param now the time
     */
    public void postponed(TrackedDemand<G> demand, Duration now) {
        DemandRegister.expect(demand, DemandState.PENDING);
        open.delay(demand, now.plus(settings.backOff().delay(demand.postponed())));
    }

    /**
     * Puts a demand off that is to be asked for in another way at once.
     *
     * @param demand a pending demand
     * @param now the time
     */
    public void retried(TrackedDemand<G> demand, Duration now) {
        DemandRegister.expect(demand, DemandState.PENDING);
        open.delay(demand, now);
    }

    /**
     * Ends everything: what waits is refused, what holds something ended for a reason that nobody tells.
     *
     * @param verdict why
     * @param now the time
     */
    public void closeAll(Verdict verdict, Duration now) {
        for (TrackedDemand<G> demand : open()) {
            Optional<G> what = demand.granted();
            if (what.isEmpty()) {
                refuse(demand, verdict, now);
            } else {
                ProcessExit exit =
                        new ProcessExit(ExitReason.UNKNOWN, OptionalInt.empty(), verdict.statement(), List.of());
                open.close(demand, DemandState.ENDED, now);
                open.leave(demand);
                news.over(demand, what.get(), exit);
            }
        }
        trouble(verdict);
    }

    private List<TrackedDemand<G>> refuseWaiting(Verdict verdict, Duration now) {
        List<TrackedDemand<G>> waiting = open.waiting();
        waiting.forEach(demand -> refuse(demand, verdict, now));
        return waiting;
    }

    /**
     * Refuses a demand that holds nothing.
     *
     * @param demand a pending or delayed demand
     * @param verdict why
     * @param now the time
     */
    public void refuse(TrackedDemand<G> demand, Verdict verdict, Duration now) {
        if (demand.state().isFinal()) {
            throw new IllegalStateException(demand + " is over already.");
        }
        open.close(demand, DemandState.REFUSED, now);
        news.refused(demand, verdict);
    }

    /**
     * Ends a demand that somebody took back; what it held is the negotiator's to give back.
     *
     * @param demand a demand that is not over
     * @param now the time
     */
    public void cancelled(TrackedDemand<G> demand, Duration now) {
        open.close(demand, DemandState.CANCELLED, now);
        open.leave(demand);
        news.cancelled(demand, "was taken back.");
    }

    /**
     * Replaces what a demand asks for.
     *
     * @param demand a pending or delayed demand
     * @param other what to ask for instead
     */
    public void changed(TrackedDemand<G> demand, Demand other) {
        demand.demand(other);
    }

    /**
     * Tells the listener what concerns no single demand.
     *
     * @param verdict the trouble
     */
    public void trouble(Verdict verdict) {
        news.trouble(verdict);
    }
}
