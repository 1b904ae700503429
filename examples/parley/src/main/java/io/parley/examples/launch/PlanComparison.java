package io.parley.examples.launch;

import io.parley.api.environment.PlanFit;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plan beside what was measured of the process that was started from it. Immutable.
 *
 * @param rows what was compared
 */
record PlanComparison(List<Row> rows) {

    private static final String G1 = "-XX:+UseG1GC";

    /** Copies the list. */
    PlanComparison {
        rows = List.copyOf(rows);
    }

    /** Whether a measured value is what was planned. */
    enum Match {
        /** It is. */
        YES("yes"),
        /** It is not. */
        NO("NO"),
        /** There is more than was planned, which harms nothing. */
        MORE("more"),
        /** It cannot be told here. */
        NOT_MEASURED("not measured");

        private final String text;

        Match(String text) {
            this.text = text;
        }

        static Match of(boolean equal) {
            return equal ? YES : NO;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * One comparison.
     *
     * @param what what was compared
     * @param planned the planned value
     * @param measured the measured value
     * @param match whether they agree
     * @param note what has to be known about it, may be empty
     */
    record Row(String what, String planned, String measured, Match match, String note) {

        /** Gives the cells of a table's row. */
        List<String> cells() {
            return List.of(what, planned, measured, match.toString(), note);
        }
    }

    /**
     * Compares.
     *
     * @param fit the plan that the process was started with
     * @param measurement what was measured
     */
    static PlanComparison of(PlanFit fit, PlanMeasurement measurement) {
        List<Row> rows = new ArrayList<>();
        measurement.granted().ifPresent(granted -> rows.add(container(fit, granted)));
        ProcessMemoryPlan plan = fit.plan();
        plan.jvmArguments().forEach(argument -> rows.add(argument(argument, measurement.jvmArguments())));
        rows.add(heap(plan.jvmHeap(), measurement));
        rows.add(metaspace(plan.jvm().metaspace(), measurement.metaspaceMaximum()));
        return new PlanComparison(rows);
    }

    /**
     * Compares the size of the container alone.
     *
     * @param fit the plan that the process was started with
     * @param granted what the environment granted, as read back
     */
    static PlanComparison ofGrant(PlanFit fit, MemorySize granted) {
        return new PlanComparison(List.of(container(fit, granted)));
    }

    private static Row container(PlanFit fit, MemorySize granted) {
        MemorySize planned = fit.plan().totalProcess().plus(fit.unused());
        return new Row(
                "Container",
                bytes(planned),
                bytes(granted),
                granted.compareTo(planned) > 0 ? Match.MORE : Match.of(planned.equals(granted)),
                "read back from the environment");
    }

    private static Row argument(String planned, MeasuredArguments jvmArguments) {
        String name = planned.replaceFirst("[0-9]+$", "");
        if (jvmArguments.found().isEmpty()) {
            return new Row(name, planned, "-", Match.NOT_MEASURED, jvmArguments.obstacle());
        }
        List<String> found = jvmArguments.found().get().stream()
                .filter(argument -> argument.startsWith(name))
                .toList();
        return new Row(
                name,
                planned,
                found.isEmpty() ? "-" : String.join(" ", found),
                Match.of(found.equals(List.of(planned))),
                "the process's own command line");
    }

    private static Row heap(MemorySize planned, PlanMeasurement measurement) {
        MemorySize measured = measurement.heapMaximum();
        String what = "Heap maximum";
        if (measured.equals(planned)) {
            return new Row(what, bytes(planned), bytes(measured), Match.YES, "Flink's REST");
        }
        if (!measurement.jvmArguments().has(G1)) {
            return new Row(
                    what,
                    bytes(planned),
                    bytes(measured),
                    Match.NOT_MEASURED,
                    "Flink's REST; how far it may be rounded is known for " + G1 + " only");
        }
        MemorySize alignment = G1HeapAlignment.of(planned);
        boolean within =
                measured.compareTo(planned) >= 0 && measured.minus(planned).compareTo(alignment) < 0;
        return new Row(
                what,
                bytes(planned),
                bytes(measured),
                Match.of(within),
                "Flink's REST; G1 rounds up to whole " + alignment.toShortString());
    }

    private static Row metaspace(MemorySize planned, Optional<MemorySize> measured) {
        return new Row(
                "Metaspace maximum",
                bytes(planned),
                measured.map(PlanComparison::bytes).orElse("-"),
                measured.map(found -> Match.of(found.equals(planned))).orElse(Match.NOT_MEASURED),
                measured.isPresent() ? "Flink's REST" : "this Flink has no such metric");
    }

    private static String bytes(MemorySize size) {
        return Long.toString(size.bytes());
    }

    /** Tells whether nothing differs. */
    boolean isAsPlanned() {
        return rows.stream().noneMatch(row -> row.match() == Match.NO);
    }
}
