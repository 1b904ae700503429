package io.parley.api.negotiation;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The demands that are not over: which state each is in, and whose place on a host it takes. Not thread-safe. */
final class DemandRegister<G> {

    private final GroupPlaces places = new GroupPlaces();
    private final Set<TrackedDemand<G>> open = new LinkedHashSet<>();
    private final DelayedDemands<G> delayed = new DelayedDemands<>();
    /** How many are pending or delayed. */
    private int waiting;

    static void expect(TrackedDemand<?> demand, DemandState state) {
        if (demand.state() != state) {
            throw new IllegalStateException(demand + " is not " + state + ".");
        }
    }

    private static boolean waits(TrackedDemand<?> demand) {
        return demand.state() == DemandState.PENDING || demand.state() == DemandState.DELAYED;
    }

    /** Enters one that is pending. */
    void add(TrackedDemand<G> demand) {
        open.add(demand);
        waiting++;
    }

    /** Strikes one out whose state stays. */
    void remove(TrackedDemand<G> demand) {
        open.remove(demand);
    }

    /** Gives a copy, in the order in which they were added. */
    List<TrackedDemand<G>> all() {
        return List.copyOf(open);
    }

    boolean isWaiting() {
        return waiting > 0;
    }

    /** Gives those that are pending or delayed. */
    List<TrackedDemand<G>> waiting() {
        return open.stream().filter(DemandRegister::waits).toList();
    }

    /** Makes those pending whose back-off has passed, and gives them. */
    List<TrackedDemand<G>> due(Duration now) {
        return delayed.due(now);
    }

    /** Tells whether a host has a place for one more of a demand's group. */
    boolean suits(TrackedDemand<G> demand, String host) {
        return demand.demand().spread().map(group -> places.has(group, host)).orElse(true);
    }

    /** Gives the hosts that have none. */
    List<String> hostsFullFor(TrackedDemand<G> demand) {
        return demand.demand().spread().map(places::full).orElse(List.of());
    }

    /** Gives a pending one what it asked for. */
    void grant(TrackedDemand<G> demand, G what, String host, Duration now) {
        expect(demand, DemandState.PENDING);
        waiting--;
        demand.enter(DemandState.GRANTED, now);
        demand.hold(what, host);
        demand.demand().spread().ifPresent(group -> places.take(group, host));
    }

    /** Lets the process of a granted one run, and gives what in. */
    G run(TrackedDemand<G> demand, Duration now) {
        expect(demand, DemandState.GRANTED);
        G what = demand.granted().orElseThrow();
        demand.enter(DemandState.RUNNING, now);
        return what;
    }

    /** Takes from one what it holds, if it does. */
    void leave(TrackedDemand<G> demand) {
        if (demand.granted().isPresent()) {
            demand.demand().spread().ifPresent(group -> places.leave(group, demand.host()));
            demand.hold(null, "");
        }
    }

    /** Lets one wait again that had been granted something. */
    void askAgain(TrackedDemand<G> demand, Duration until) {
        waiting++;
        delay(demand, until);
    }

    /** Puts one off that waits. */
    void delay(TrackedDemand<G> demand, Duration until) {
        demand.enter(DemandState.DELAYED, until);
        delayed.add(demand, until);
    }

    /** Ends one; what it holds it still does. */
    void close(TrackedDemand<G> demand, DemandState state, Duration now) {
        if (waits(demand)) {
            waiting--;
        }
        open.remove(demand);
        demand.enter(state, now);
    }
}
