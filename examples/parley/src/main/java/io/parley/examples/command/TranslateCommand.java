package io.parley.examples.command;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.core.translation.Translation;
import io.parley.examples.command.PlanPicture.Bar;
import io.parley.examples.command.TextTable.Align;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Translates a plan into an environment's own request, on paper: nothing is asked of the environment. */
@Command(
        name = "translate",
        description =
                "Shows what a plan asks of an environment, what that will grant, and the plan fitted to the grant.",
        footer = {
            "",
            "Limits come from the environment's own configuration where one is found, for instance by"
                    + " $HADOOP_CONF_DIR for YARN; else its documented defaults are assumed, and nothing grows on those.",
            "",
            "Example:",
            "  parley translate -D jobmanager.memory.process.size=1600m --environment yarn"
        })
final class TranslateCommand implements Callable<Integer> {

    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final CommonOptions options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = Formats.TEXT,
            description = "text, json, or one of the environment's own. Default: ${DEFAULT-VALUE}.")
    private String format = Formats.TEXT;

    TranslateCommand(CommandContext context) {
        this.context = context;
        this.options = new CommonOptions(context);
    }

    @Override
    public Integer call() {
        Selection selection = options.select();
        ProcessMemoryPlan plan = selection.plan();
        EnvironmentLimits limits = limits(selection);
        Translation<?> translation = Translation.of(
                selection.environment().resourceTranslator(),
                plan,
                selection.configuration(),
                limits,
                growingOnlyOnKnownGrants(selection.fitter()));
        switch (format) {
            case Formats.TEXT -> printText(report(selection, translation, limits));
            case Formats.JSON -> context.out().println(JsonWriter.translation(report(selection, translation, limits)));
            default -> context.out().println(document(translation.asked().documents()));
        }
        return ExitStatus.DONE;
    }

    private static EnvironmentLimits limits(Selection selection) {
        ResourceTranslator<?> translator = selection.environment().resourceTranslator();
        return selection
                .environment()
                .limitsSource()
                .flatMap(source -> source.instance().find(selection.configuration()))
                .orElseGet(translator::assumedLimits);
    }

    /** A plan that grew into a grant that does not come gets its process killed. */
    private static PlanFitter growingOnlyOnKnownGrants(PlanFitter fitter) {
        return (plan, grant) -> switch (grant.certainty()) {
            case KNOWN -> fitter.fit(plan, grant);
            case ASSUMED -> PlanFitter.UNCHANGED.fit(plan, grant);
        };
    }

    private static TranslationReport report(Selection selection, Translation<?> translation, EnvironmentLimits limits) {
        List<Remark> remarks = new ArrayList<>();
        if (limits.certainty() == Certainty.ASSUMED) {
            remarks.add(assumed(translation));
        }
        return new TranslationReport(
                translation.environment().name(),
                translation.requirements().plan(),
                translation.asked().amounts(),
                translation.asked().settings(),
                translation.granted(),
                limits.certainty(),
                translation.fit(),
                selection.remarks(translation.fit().plan()),
                remarks);
    }

    private static Remark assumed(Translation<?> translation) {
        String growth = translation.fit().unused().bytes() == 0
                ? ""
                : " Nothing grows on a guess: the plan stays at "
                        + translation.fit().plan().totalProcess().toShortString() + " of "
                        + translation.grant().memory().toShortString() + ".";
        return new Remark(
                Remark.Kind.GRANT,
                "Nothing tells the limits of " + translation.environment().name()
                        + ", so its documented defaults are assumed. Tell where its own configuration is, for YARN"
                        + " by HADOOP_CONF_DIR or YARN_CONF_DIR." + growth,
                List.of());
    }

    private String document(Map<String, String> documents) {
        @Nullable String document = documents.get(format);
        if (document != null) {
            return document;
        }
        if (command == null) {
            throw new IllegalStateException("The command was not set up.");
        }
        List<String> known = new ArrayList<>(List.of(Formats.TEXT, Formats.JSON));
        known.addAll(new TreeSet<>(documents.keySet()));
        throw Formats.unknown(command.commandLine(), format, known);
    }

    private void printText(TranslationReport report) {
        ProcessMemoryPlan resolved = report.resolved();
        ProcessMemoryPlan fitted = report.fit().plan();
        List<Bar> bars = List.of(Bar.of("asked", resolved), Bar.of("granted", report.fit()));
        List<Remark> remarks = new ArrayList<>(report.planRemarks());
        remarks.addAll(report.remarks());
        context.printSections(List.of(
                PlanText.title(report.environment(), resolved),
                report.asked().isEmpty() ? List.of() : amounts(report),
                PlanText.propertiesSection("Settings", report.settings()),
                context.bars(bars),
                PlanTable.sizes(bars, context.picture()),
                PlanText.jvmArgumentsSection(fitted),
                PlanText.propertiesSection("Dynamic properties", fitted.dynamicProperties()),
                PlanText.remarksSection(remarks)));
    }

    private static List<String> amounts(TranslationReport report) {
        TextTable table = new TextTable(Align.LEFT, Align.RIGHT, Align.RIGHT);
        table.row("", "asked", report.certainty() == Certainty.ASSUMED ? "granted (assumed)" : "granted");
        TreeSet<String> onlyGranted = new TreeSet<>(report.granted().keySet());
        report.asked().forEach((name, amount) -> {
            BigDecimal granted = report.granted().get(name);
            table.row(name, amount.toPlainString(), granted == null ? "-" : granted.toPlainString());
            onlyGranted.remove(name);
        });
        onlyGranted.forEach(name -> {
            BigDecimal granted = report.granted().get(name);
            table.row(name, "-", granted == null ? "-" : granted.toPlainString());
        });
        return table.lines();
    }
}
