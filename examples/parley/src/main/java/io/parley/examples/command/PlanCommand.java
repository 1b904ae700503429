package io.parley.examples.command;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.examples.command.PlanPicture.Bar;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Resolves a configuration into a plan and shows it. */
@Command(
        name = "plan",
        description = "Resolves a configuration into the memory plan of a process, to the byte.",
        footer = {
            "",
            "Examples:",
            "  parley plan -D jobmanager.memory.process.size=1600m --environment yarn",
            "  parley plan -c /opt/flink/conf --flink-version 1.11.6 --format jvm-args",
            "  parley plan -c /opt/flink/conf --explain",
            "  parley plan -c /opt/flink/conf --format svg > memory.svg"
        })
final class PlanCommand implements Callable<Integer> {

    private static final List<String> FORMATS = List.of(Formats.TEXT, Formats.JSON, Formats.JVM_ARGS, Formats.SVG);

    private static final List<String> EXPLAINED_FORMATS = List.of(Formats.TEXT, Formats.JSON);

    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final CommonOptions options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = Formats.TEXT,
            description =
                    "text, json, jvm-args (one line for a start script) or svg (a picture). Default: ${DEFAULT-VALUE}.")
    private String format = Formats.TEXT;

    @Option(names = "--explain", description = "Tells where every size came from, as a tree; with text and json.")
    private boolean explain;

    PlanCommand(CommandContext context) {
        this.context = context;
        this.options = new CommonOptions(context);
    }

    @Override
    public Integer call() {
        checkUsage();
        Selection selection = options.select();
        ProcessMemoryPlan plan = selection.plan();
        List<Remark> remarks = selection.remarks(plan);
        String environment = selection.environment().name();
        switch (format) {
            case Formats.JSON ->
                context.out()
                        .println(JsonWriter.plan(
                                environment,
                                plan,
                                remarks,
                                explain ? JsonWriter.Detail.ORIGINS : JsonWriter.Detail.SIZES));
            case Formats.SVG -> context.out().println(PlanSvg.of(environment, plan));
            case Formats.JVM_ARGS -> context.out().println(PlanText.jvmArguments(plan));
            default -> printText(environment, plan, remarks);
        }
        return ExitStatus.DONE;
    }

    private void checkUsage() {
        if (command == null) {
            throw new IllegalStateException("The command was not set up.");
        }
        if (!FORMATS.contains(format)) {
            throw Formats.unknown(command.commandLine(), format, FORMATS);
        }
        if (explain && !EXPLAINED_FORMATS.contains(format)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--explain has nothing to tell in the format " + format + ". Use --format text or json.");
        }
    }

    private void printText(String environment, ProcessMemoryPlan plan, List<Remark> remarks) {
        List<Bar> bars = List.of(Bar.of("", plan));
        context.printSections(List.of(
                PlanText.title(environment, plan),
                context.bars(bars),
                explain ? PlanTree.heading(plan) : List.of(),
                explain
                        ? PlanTree.lines(plan, context.picture(), context::styled)
                        : PlanTable.sizes(bars, context.picture()),
                PlanText.jvmArgumentsSection(plan),
                PlanText.propertiesSection("Dynamic properties", plan.dynamicProperties()),
                PlanText.remarksSection(remarks)));
    }
}
