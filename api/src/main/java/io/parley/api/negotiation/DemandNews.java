package io.parley.api.negotiation;

import io.parley.api.launch.ProcessExit;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Tells the handles and the listener what happened, by way of the signals. Not thread-safe. */
final class DemandNews<G> {

    private final NegotiationListener<G> listener;
    private final OrderedSignals signals;

    DemandNews(NegotiationListener<G> listener, OrderedSignals signals) {
        this.listener = listener;
        this.signals = signals;
    }

    void granted(TrackedDemand<G> demand, G what) {
        signals.add(() -> {
            demand.completeGranted(what);
            listener.onGranted(demand, what);
        });
    }

    void running(TrackedDemand<G> demand, G what) {
        signals.add(() -> {
            demand.completeRunning(what);
            listener.onRunning(demand, what);
        });
    }

    /** An end after which the demand goes on; without a time it is about to be refused. */
    void ended(TrackedDemand<G> demand, G what, ProcessExit exit, Optional<Duration> askedAgainIn) {
        signals.add(() -> listener.onExit(demand, what, exit, askedAgainIn));
    }

    /** An end that is also the end of the demand. */
    void over(TrackedDemand<G> demand, G what, ProcessExit exit) {
        signals.add(() -> {
            demand.completeEnded(exit);
            listener.onExit(demand, what, exit, Optional.empty());
        });
    }

    void refused(TrackedDemand<G> demand, Verdict verdict) {
        signals.add(() -> {
            demand.fail(new DemandRefusedException(demand.demand().name(), verdict));
            listener.onRefused(demand, verdict);
        });
    }

    /** Fails the handle; the listener is not told what its own side did. */
    void cancelled(TrackedDemand<G> demand, String what) {
        signals.add(() -> demand.fail(new CancellationException(demand.demand().name() + " " + what)));
    }

    void trouble(Verdict verdict) {
        signals.add(() -> listener.onTrouble(verdict));
    }
}
