package io.parley.yarn.negotiation;

import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a listener is told. Thread-safe. */
final class Events implements NegotiationListener<GrantedContainer> {

    private final List<Granting> grantings = new CopyOnWriteArrayList<>();
    private final List<Exit> exits = new CopyOnWriteArrayList<>();
    private final List<Verdict> refusals = new CopyOnWriteArrayList<>();
    private final List<Verdict> troubles = new CopyOnWriteArrayList<>();

    /**
     * One granted container.
     *
     * @param nanoTime when it was told
     */
    record Granting(DemandHandle<GrantedContainer> demand, GrantedContainer granted, long nanoTime) {}

    /**
     * One end of a container.
     *
     * @param nanoTime when it was told
     */
    record Exit(
            DemandHandle<GrantedContainer> demand,
            GrantedContainer granted,
            ProcessExit exit,
            Optional<Duration> askedAgainIn,
            long nanoTime) {}

    @Override
    public void onGranted(DemandHandle<GrantedContainer> demand, GrantedContainer granted) {
        grantings.add(new Granting(demand, granted, System.nanoTime()));
    }

    @Override
    public void onExit(
            DemandHandle<GrantedContainer> demand,
            GrantedContainer granted,
            ProcessExit exit,
            Optional<Duration> askedAgainIn) {
        exits.add(new Exit(demand, granted, exit, askedAgainIn, System.nanoTime()));
    }

    @Override
    public void onRefused(DemandHandle<GrantedContainer> demand, Verdict verdict) {
        refusals.add(verdict);
    }

    @Override
    public void onTrouble(Verdict verdict) {
        troubles.add(verdict);
    }

    List<Granting> grantings() {
        return grantings;
    }

    List<Exit> exits() {
        return exits;
    }

    List<Verdict> refusals() {
        return refusals;
    }

    List<Verdict> troubles() {
        return troubles;
    }
}
