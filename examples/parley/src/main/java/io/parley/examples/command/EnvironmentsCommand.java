package io.parley.examples.command;

import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.DiscoveredProvider;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.discovery.ProviderFailure;
import io.parley.examples.command.TextTable.Align;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what discovery finds. */
@Command(
        name = "environments",
        description = "Lists every environment found on the class path, and every adapter that failed to load.")
final class EnvironmentsCommand implements Callable<Integer> {

    private static final List<String> FORMATS = List.of(Formats.TEXT, Formats.JSON);

    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = Formats.TEXT,
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    private String format = Formats.TEXT;

    EnvironmentsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (command != null && !FORMATS.contains(format)) {
            throw Formats.unknown(command.commandLine(), format, FORMATS);
        }
        EnvironmentRegistry registry = context.discovery().get();
        if (format.equals(Formats.JSON)) {
            context.print(JsonWriter.environments(registry));
        } else {
            printText(registry);
        }
        return ExitStatus.DONE;
    }

    private void printText(EnvironmentRegistry registry) {
        List<List<String>> sections = new ArrayList<>();
        registry.environments().forEach(environment -> sections.add(describe(environment)));
        if (sections.isEmpty()) {
            sections.add(List.of("No environment was found. Put an adapter's jar on the class path."));
        }
        List<String> failures = new ArrayList<>();
        for (ProviderFailure failure : registry.failures()) {
            failures.add(failure.service() + " " + failure.className() + " (" + failure.artifact() + ")");
            failures.add("  " + failure.reason());
        }
        sections.add(PlanText.section("Failed to load", failures));
        context.printSections(sections);
    }

    private static List<String> describe(DiscoveredEnvironment environment) {
        EnvironmentDescription description = environment.description();
        TextTable table = new TextTable(Align.LEFT, Align.LEFT);
        table.row("  artifact", environment.translator().artifact());
        table.row("  translator", environment.translator().className());
        table.row(
                "  launcher",
                environment.launcher().map(DiscoveredProvider::className).orElse("none"));
        table.row(
                "  limits from",
                environment.limitsSource().map(DiscoveredProvider::className).orElse("none"));
        table.row(
                "  check",
                environment.admissionCheck().map(DiscoveredProvider::className).orElse("none"));
        table.row("  sized by", description.sizedBy() + ", " + unit(description.memoryUnit()));
        table.row("  legacy heap", legacyHeap(description));
        table.row(
                "  can express",
                Stream.concat(
                                Stream.of("memory"),
                                description.expressible().stream().map(ResourceFeature::toString))
                        .collect(Collectors.joining(", ")));
        List<String> lines = new ArrayList<>();
        lines.add(description.name() + ": " + description.summary());
        lines.addAll(table.lines());
        return lines;
    }

    private static String unit(MemorySize unit) {
        return unit.bytes() == 1 ? "to the byte" : "in units of " + unit.toShortString();
    }

    private static String legacyHeap(EnvironmentDescription description) {
        return description.legacyHeap().entrySet().stream()
                .map(entry -> title(entry.getValue()) + " (" + entry.getKey() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String title(LegacyHeapMeaning meaning) {
        return switch (meaning) {
            case TOTAL_PROCESS -> "Total Process Memory";
            case TOTAL_FLINK -> "Total Flink Memory";
            case JVM_HEAP -> "JVM Heap";
        };
    }
}
