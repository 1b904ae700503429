package io.parley.examples.launch;

import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.negotiation.GrantedContainer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down everything that a negotiation tells, as a user would log it. Thread-safe. */
class RecordingListener implements NegotiationListener<GrantedContainer> {

    private final List<String> said = new CopyOnWriteArrayList<>();

    /** Gives what was told, in order. */
    List<String> said() {
        return said;
    }

    @Override
    public void onGranted(DemandHandle<GrantedContainer> demand, GrantedContainer granted) {
        said.add(demand + " has " + granted);
    }

    @Override
    public void onRunning(DemandHandle<GrantedContainer> demand, GrantedContainer granted) {
        said.add(demand + " runs in " + granted);
    }

    @Override
    public void onExit(
            DemandHandle<GrantedContainer> demand,
            GrantedContainer granted,
            ProcessExit exit,
            Optional<Duration> askedAgainIn) {
        said.add(demand + " ended in " + granted + ": " + exit);
    }

    @Override
    public void onRefused(DemandHandle<GrantedContainer> demand, Verdict verdict) {
        said.add(demand + " is refused: " + verdict.explain());
    }

    @Override
    public void onTrouble(Verdict verdict) {
        said.add(verdict.explain());
    }
}
