package io.parley.examples.benchmarks.mesos;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast status updates go through the client, and what that costs, beside bare loops over java.net.http: they take
 * turns on one scripted master, which is a process of its own, over HTTP on the loopback interface.
 */
final class UpdatesBenchmark {

    private final UpdatesOptions options;

    UpdatesBenchmark(UpdatesOptions options) {
        this.options = options;
    }

    /** What one side took in every round. */
    record Rounds(String side, List<UpdatesSide.Run> runs) {

        List<ProcessCosts> costs() {
            return runs.stream().map(UpdatesSide.Run::costs).toList();
        }

        /** In all rounds together. */
        int sentAgain() {
            return runs.stream().mapToInt(UpdatesSide.Run::sentAgain).sum();
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
            List<Rounds> rounds = measure(what);
            UpdatesReport.lines(what, options.updates(), rounds).forEach(out::println);
            ratios.addAll(UpdatesReport.ratios(what, rounds));
        }
        out.println();
        ratios.forEach(out::println);
    }

    /** Parley is the last one. */
    private List<Rounds> measure(UpdatesCase what) throws IOException {
        List<UpdatesSide> sides = new ArrayList<>();
        for (BareUpdates.Sending sending : BareUpdates.Sending.values()) {
            // Where nothing is sent, it does not matter how.
            if (sides.isEmpty() || what.uuids() == UpdatesCase.Uuids.ACKNOWLEDGED) {
                sides.add(new BareUpdates(sending));
            }
        }
        sides.add(new ParleyUpdates());
        List<Rounds> measured = sides.stream()
                .map(side -> new Rounds(side.toString(), new ArrayList<>()))
                .toList();
        try (UpdatesMasterProcess master = UpdatesMasterProcess.start(what, options.updates())) {
            for (int round = -1; round < options.rounds(); round++) {
                for (int turn = 0; turn < sides.size(); turn++) {
                    // Who comes first changes: what the JVM compiles for the one serves the others.
                    int side = Math.floorMod(turn + round, sides.size());
                    UpdatesSide.Run run = sides.get(side).run(master, what, options.updates());
                    if (round >= 0) {
                        measured.get(side).runs().add(run);
                    }
                }
            }
        }
        return measured;
    }
}
