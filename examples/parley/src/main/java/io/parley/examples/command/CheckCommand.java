package io.parley.examples.command;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.core.admission.PlanAdmission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells whether a process will ever start in an environment, and why. */
@Command(
        name = "check",
        description =
                "Tells whether a process will ever start in an environment, with the reasons: ADMIT (it fits now),"
                        + " WAIT (it may fit later without a change) or NEVER.",
        footer = {
            "",
            "The environment standalone is this host: its memory, what is free of it, the control groups and limits of this"
                    + " shell. The environment yarn is the cluster of $HADOOP_CONF_DIR: its ResourceManager is asked, and where"
                    + " it does not answer within seconds, or with --offline, the files there decide alone and a line says so. Nothing is started"
                    + " or changed. Other environments bring a check or have none, as mesos, whose offers tell. Exit status 0 for ADMIT, 1 for WAIT and NEVER.",
            "",
            "Examples:",
            "  parley check -D jobmanager.memory.flink.size=1g",
            "  HADOOP_CONF_DIR=/etc/hadoop parley check --environment yarn -c conf -D yarn.application.queue=etl"
        })
final class CheckCommand implements Callable<Integer> {

    private static final List<String> FORMATS = List.of(Formats.TEXT, Formats.JSON);

    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final CommonOptions options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = Formats.TEXT,
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    private String format = Formats.TEXT;

    @Option(
            names = "--offline",
            description = "Read only files, ask nobody; for environments that files describe, such as yarn.")
    private boolean offline;

    CheckCommand(CommandContext context) {
        this.context = context;
        this.options = new CommonOptions(context);
    }

    @Override
    public Integer call() {
        if (command != null && !FORMATS.contains(format)) {
            throw Formats.unknown(command.commandLine(), format, FORMATS);
        }
        Selection selection = options.select();
        ProcessMemoryPlan plan = selection.plan();
        PlanAdmission admission = offline
                ? PlanAdmission.ofFiles(selection.environment(), selection.resolver(), plan, selection.configuration())
                : PlanAdmission.of(selection.environment(), selection.resolver(), plan, selection.configuration());
        Outcome outcome = admission.verdict().outcome();
        if (format.equals(Formats.JSON)) {
            context.print(
                    JsonWriter.admission(selection.environment().name(), plan, admission, selection.remarks(plan)));
        } else {
            List<String> lines = new ArrayList<>();
            tree(admission.verdict(), "", lines);
            context.printSections(List.of(
                    PlanText.title(selection.environment().name(), plan),
                    lines,
                    PlanText.remarksSection(selection.remarks(plan))));
        }
        if (outcome == Outcome.ADMIT) {
            return ExitStatus.DONE;
        }
        context.err()
                .println(
                        outcome == Outcome.WAIT
                                ? "It does not fit now; the lines marked WAIT tell why."
                                : "It never fits like this; the lines marked NEVER tell why.");
        return ExitStatus.REFUSED;
    }

    /** Gives an answer and what it follows from, one below the other, and beneath each what to do. */
    private void tree(Verdict verdict, String indent, List<String> lines) {
        lines.add(indent + styled(verdict.outcome()) + "  " + verdict.statement()
                + verdict.comparison()
                        .map(amounts -> " Asked " + amounts.asked() + ", available " + amounts.available() + ".")
                        .orElse(""));
        verdict.cure().ifPresent(cure -> lines.add(indent + " ".repeat(7) + cure));
        verdict.reasons().forEach(reason -> tree(reason, indent + "  ", lines));
    }

    private String styled(Outcome outcome) {
        String padded = String.format("%-5s", outcome);
        return switch (outcome) {
            case ADMIT -> context.styled(TerminalStyle.GREEN, padded);
            case WAIT -> context.styled(TerminalStyle.YELLOW, padded);
            case NEVER -> context.styled(TerminalStyle.RED, padded);
        };
    }
}
