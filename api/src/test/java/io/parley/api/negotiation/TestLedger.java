package io.parley.api.negotiation;

import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Books with a back-off of one to ten seconds and a stable run of thirty, and everything that they told, as text. */
final class TestLedger {

    /** Nobody uses the handles here. */
    static final DemandOwner<String> OWNER = new DemandOwner<>() {
        @Override
        public boolean change(TrackedDemand<String> tracked, Demand other) {
            throw new AssertionError("Not called here.");
        }

        @Override
        public void cancel(TrackedDemand<String> tracked) {
            throw new AssertionError("Not called here.");
        }
    };

    private final List<String> told = new ArrayList<>();
    private final OrderedSignals signals = new OrderedSignals(failure -> told.add(failure.toString()));
    private final DemandLedger<String> ledger;

    /**
     * Makes empty books.
     *
     * @param failures how many are borne in a minute
     */
    TestLedger(int failures, HostAvoidance avoidance) {
        ledger = new DemandLedger<>(
                new NegotiationSettings(
                        new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(10)),
                        new FailureRate(failures, Duration.ofSeconds(60), "some.key"),
                        avoidance,
                        Duration.ofSeconds(30)),
                new Told(),
                signals);
    }

    private final class Told implements NegotiationListener<String> {
        @Override
        public void onGranted(DemandHandle<String> demand, String granted) {
            told.add("granted " + demand.demand().name() + " " + granted);
        }

        @Override
        public void onRunning(DemandHandle<String> demand, String granted) {
            told.add("running " + demand.demand().name() + " " + granted);
        }

        @Override
        public void onExit(
                DemandHandle<String> demand, String granted, ProcessExit exit, Optional<Duration> askedAgainIn) {
            told.add("exit " + demand.demand().name() + " " + granted + " " + exit.reason() + " "
                    + askedAgainIn.map(Duration::toString).orElse("over"));
        }

        @Override
        public void onRefused(DemandHandle<String> demand, Verdict verdict) {
            told.add("refused " + demand.demand().name() + " " + verdict.statement());
        }

        @Override
        public void onTrouble(Verdict verdict) {
            told.add("trouble " + verdict.statement());
        }
    }

    DemandLedger<String> ledger() {
        return ledger;
    }

    List<String> told() {
        return told;
    }

    void deliver() {
        signals.deliver();
    }

    static Demand demand(String name) {
        return Demand.of(
                name,
                ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                        .build());
    }

    static Duration at(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    static ProcessExit exit(ExitReason reason) {
        return new ProcessExit(reason, OptionalInt.empty(), "", List.of());
    }

    TrackedDemand<String> add(Demand demand, Duration now) {
        return ledger.add(OWNER, demand, now);
    }

    /** Asks and is granted what is called after its host. */
    TrackedDemand<String> granted(Demand demand, String host, long seconds) {
        TrackedDemand<String> tracked = add(demand, at(seconds));
        ledger.granted(tracked, "c on " + host, host, at(seconds));
        return tracked;
    }

    TrackedDemand<String> running(Demand demand, String host, long seconds) {
        TrackedDemand<String> tracked = granted(demand, host, seconds);
        ledger.running(tracked, at(seconds));
        return tracked;
    }
}
