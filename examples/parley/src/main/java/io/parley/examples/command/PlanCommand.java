package io.parley.examples.command;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.examples.command.PlanPicture.Bar;
import java.io.IOException;
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
            "  parley plan -c /opt/flink/conf --format svg > memory.svg",
            "  parley plan --process taskmanager --batch fleet.jsonl > plans.jsonl"
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

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = "Plans for a fleet: a file, or - for standard input, with one JSON object of keys and values"
                    + " in each line. Gives the JSON of one result in each line, in order. A line wins over --conf,"
                    + " -D wins over a line. A line that gives no plan gives its problems, and the status stays 0.")
    private @Nullable String batch;

    PlanCommand(CommandContext context) {
        this.context = context;
        this.options = new CommonOptions(context);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkUsage();
        Selection selection = options.select();
        if (batch != null) {
            new FleetPlan(context, selection, options.parseOverrides().values().keySet()).run(batch);
            return ExitStatus.DONE;
        }
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
        if (batch != null) {
            checkBatchUsage(command);
        }
        if (explain && !EXPLAINED_FORMATS.contains(format)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--explain has nothing to tell in the format " + format + ". Use --format text or json.");
        }
    }

    private void checkBatchUsage(CommandSpec spec) {
        if (explain) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--explain and --batch do not go together. Explain one configuration at a time.");
        }
        if (!format.equals(Formats.JSON) && spec.commandLine().getParseResult().hasMatchedOption("--format")) {
            throw new ParameterException(
                    spec.commandLine(), "--batch has no format " + format + ": it writes JSON. Leave --format out.");
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
