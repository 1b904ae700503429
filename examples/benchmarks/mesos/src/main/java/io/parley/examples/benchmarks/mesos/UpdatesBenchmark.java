package io.parley.examples.benchmarks.mesos;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast status updates go through the client, and what that costs, beside a bare loop over java.net.http: both take
 * turns on one scripted master, which is a process of its own, over HTTP on the loopback interface.
 */
final class UpdatesBenchmark {

    private final UpdatesOptions options;

    UpdatesBenchmark(UpdatesOptions options) {
        this.options = options;
    }

    /** What was measured for one case, in every round. */
    record Rounds(List<ProcessCosts> bare, List<ProcessCosts> parley) {

        Rounds() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /**
     * Measures and prints as it goes.
     *
     * @throws IllegalStateException if a side missed an update or an acknowledgement
     */
    void run(PrintStream out) throws IOException {
        out.printf(
                Locale.ROOT,
                "%,d updates on one subscription; the medians of %d rounds after one to warm up.%n%n",
                options.updates(),
                options.rounds());
        UpdatesReport.HEADER.forEach(out::println);
        List<String> ratios = new ArrayList<>();
        for (UpdatesCase what : UpdatesCase.all()) {
            Rounds rounds = measure(what);
            UpdatesReport.lines(what, options.updates(), rounds).forEach(out::println);
            ratios.add(UpdatesReport.ratio(what, rounds));
        }
        out.println();
        ratios.forEach(out::println);
    }

    private Rounds measure(UpdatesCase what) throws IOException {
        Rounds measured = new Rounds();
        UpdatesSide bare = new BareUpdates();
        UpdatesSide parley = new ParleyUpdates();
        try (UpdatesMasterProcess master = UpdatesMasterProcess.start(what, options.updates())) {
            for (int round = -1; round < options.rounds(); round++) {
                // Who comes first changes: what the JVM compiles for the one serves the other.
                boolean bareFirst = round % 2 == 0;
                ProcessCosts first = (bareFirst ? bare : parley).run(master, what, options.updates());
                ProcessCosts second = (bareFirst ? parley : bare).run(master, what, options.updates());
                if (round >= 0) {
                    measured.bare().add(bareFirst ? first : second);
                    measured.parley().add(bareFirst ? second : first);
                }
            }
        }
        return measured;
    }
}
