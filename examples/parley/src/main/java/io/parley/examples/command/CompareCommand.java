package io.parley.examples.command;

import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import io.parley.examples.command.PlanPicture.Bar;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what one configuration comes to in several environments. */
@Command(
        name = "compare",
        description = "Resolves one configuration in several environments and shows the plans side by side.",
        footer = {
            "",
            "What is not the same everywhere is marked with a star. Where an environment refuses the configuration,"
                    + " its problems stand in the place of its plan, the others are still shown, and the exit status"
                    + " is 1.",
            "",
            "Examples:",
            "  parley compare -c /opt/flink/conf --flink-version 1.11.6",
            "  parley compare -D jobmanager.heap.size=1024m --flink-version 1.11 --environment yarn,mesos"
        })
final class CompareCommand implements Callable<Integer> {

    private static final List<String> FORMATS = List.of(Formats.TEXT, Formats.JSON);

    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final ConfigurationOptions options;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            split = ",",
            description = "One of those that \"parley environments\" lists; repeatable, or several with commas."
                    + " Default: all.")
    private List<String> environments = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = Formats.TEXT,
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    private String format = Formats.TEXT;

    CompareCommand(CommandContext context) {
        this.context = context;
        this.options = new ConfigurationOptions(context);
    }

    @Override
    public Integer call() {
        if (command != null && !FORMATS.contains(format)) {
            throw Formats.unknown(command.commandLine(), format, FORMATS);
        }
        EnvironmentRegistry registry = context.discovery().get();
        List<DiscoveredEnvironment> compared = compared(registry);
        Comparison comparison =
                Comparison.of(options.select(registry, compared.get(0), GrantPolicy.REPLAN, null), compared);
        List<String> explanations = LegacyHeapTrap.explanations(comparison);
        if (format.equals(Formats.JSON)) {
            context.print(JsonWriter.comparison(comparison, explanations));
        } else {
            printText(comparison, explanations);
        }
        ComparisonText.refusing(comparison).ifPresent(context.err()::println);
        return comparison.refused().isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
    }

    private List<DiscoveredEnvironment> compared(EnvironmentRegistry registry) {
        List<DiscoveredEnvironment> found = environments.isEmpty()
                ? registry.environments()
                : environments.stream().distinct().map(registry::environment).toList();
        if (found.isEmpty()) {
            throw new IllegalStateException(
                    "Cannot compare environments: none was found. Put an adapter's jar on the class path.");
        }
        return found;
    }

    private void printText(Comparison comparison, List<String> explanations) {
        List<Bar> bars = comparison.planned().stream()
                .map(found -> Bar.of(found.environment(), found.plan()))
                .toList();
        List<List<String>> sections = new ArrayList<>();
        sections.add(ComparisonText.title(comparison));
        sections.add(ComparisonText.summary(comparison));
        explanations.forEach(explanation -> sections.add(ComparisonText.paragraph(explanation)));
        sections.add(context.bars(bars));
        sections.add(ComparisonText.table(comparison, context));
        sections.addAll(ComparisonText.refusals(comparison));
        sections.add(ComparisonText.remarks(comparison));
        context.printSections(sections);
    }
}
