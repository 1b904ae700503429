package io.parley.api.negotiation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The demands that wait for their back-off to pass. Not thread-safe. */
final class DelayedDemands<G> {

    private final PriorityQueue<Delayed<G>> queue = new PriorityQueue<>(Comparator.comparing(Delayed::until));

    private record Delayed<G>(Duration until, TrackedDemand<G> demand) {}

    void add(TrackedDemand<G> demand, Duration until) {
        queue.add(new Delayed<>(until, demand));
    }

    /** Makes those pending whose time has come, and gives them, those first that waited longest. */
    List<TrackedDemand<G>> due(Duration now) {
        List<TrackedDemand<G>> due = new ArrayList<>();
        while (!queue.isEmpty() && queue.peek().until().compareTo(now) <= 0) {
            TrackedDemand<G> demand = queue.remove().demand();
            // It may have been taken back meanwhile.
            if (demand.state() == DemandState.DELAYED) {
                demand.enter(DemandState.PENDING, now);
                due.add(demand);
            }
        }
        return due;
    }
}
