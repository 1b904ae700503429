package io.parley.examples.command;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what belongs to a plan beside its sizes, for people, as sections of lines. Stateless. */
final class PlanText {

    private static final String INDENT = "  ";

    private PlanText() {}

    /** Gives one line that says what the plan is. */
    static List<String> title(String environment, ProcessMemoryPlan plan) {
        return List.of(plan.process() + " on " + environment + ", Flink " + plan.flinkVersion() + ": "
                + plan.totalProcess().toShortString() + ", led by " + plan.leadingSize());
    }

    /** Gives the arguments in one line, as Flink's own scripts do. */
    static String jvmArguments(ProcessMemoryPlan plan) {
        return String.join(" ", plan.jvmArguments());
    }

    /** Gives the JVM's arguments under a heading. */
    static List<String> jvmArgumentsSection(ProcessMemoryPlan plan) {
        return section("JVM arguments", List.of(jvmArguments(plan)));
    }

    /** Gives keys and values under a heading. */
    static List<String> propertiesSection(String heading, Map<String, String> properties) {
        return section(
                heading,
                properties.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** Gives the remarks under a heading. */
    static List<String> remarksSection(List<Remark> remarks) {
        return section(
                "Remarks",
                remarks.stream().map(remark -> "- " + remark.message()).toList());
    }

    /** Puts a heading over lines; gives nothing where there are none. */
    static List<String> section(String heading, List<String> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> section = new ArrayList<>();
        section.add(heading);
        lines.forEach(line -> section.add(INDENT + line));
        return section;
    }
}
