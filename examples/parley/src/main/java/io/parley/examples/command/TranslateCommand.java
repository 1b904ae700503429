package io.parley.examples.command;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.core.settings.HostSettings;
import io.parley.core.settings.SettingsEdit;
import io.parley.core.settings.SettingsEditor;
import io.parley.core.translation.Translation;
import io.parley.examples.command.PlanPicture.Bar;
import io.parley.examples.command.TextTable.Align;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "With --write, the file of --conf says the settings afterwards: values that differ are replaced, keys that"
                    + " they supersede become comments, everything else stays as it is. It is replaced at once or not at"
                    + " all, after it is proven that Flink makes the same plan of it; the old file is kept beside it as"
                    + " NAME.bak, NAME.bak.1 and so on. To give a process another total later, start from that one.",
            "",
            "Examples:",
            "  parley translate -D jobmanager.memory.process.size=1600m --environment yarn",
            "  parley translate -c /opt/flink/conf --environment mesos --format marathon",
            "  parley translate -c /opt/flink/conf --environment standalone --write --dry-run"
        })
final class TranslateCommand implements Callable<Integer> {

    private static final List<String> WRITING_FORMATS = List.of(Formats.TEXT, Formats.JSON);

    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final CommonOptions options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = Formats.TEXT,
            description = "text, json, or one of the environment's own, such as marathon of mesos. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String format = Formats.TEXT;

    @Option(
            names = "--write",
            description =
                    "Writes the settings into the file that --conf names, for an environment that takes settings.")
    private boolean write;

    @Option(names = "--dry-run", description = "With --write: prints what would change and changes nothing.")
    private boolean dryRun;

    TranslateCommand(CommandContext context) {
        this.context = context;
        this.options = new CommonOptions(context);
    }

    @Override
    public Integer call() {
        checkUsage();
        Selection selection = options.select();
        ProcessMemoryPlan plan = selection.plan();
        EnvironmentLimits limits = limits(selection);
        Translation<?> translation = Translation.of(
                selection.environment().resourceTranslator(),
                plan,
                selection.configuration(),
                limits,
                growingOnlyOnKnownGrants(selection.fitter()));
        if (write) {
            writeSettings(selection, translation, report(selection, translation, limits));
            return ExitStatus.DONE;
        }
        switch (format) {
            case Formats.TEXT -> printText(report(selection, translation, limits));
            case Formats.JSON -> context.out().println(JsonWriter.translation(report(selection, translation, limits)));
            default -> context.out().println(document(selection, translation, limits));
        }
        return ExitStatus.DONE;
    }

    private void checkUsage() {
        if (dryRun && !write) {
            throw wrongUsage("--dry-run goes with --write: without it, nothing is changed anyway.");
        }
        if (write && options.conf().isEmpty()) {
            throw wrongUsage("--write needs --conf: name the configuration file to write, or its directory.");
        }
        if (write && !WRITING_FORMATS.contains(format)) {
            throw Formats.unknown(command().commandLine(), format, WRITING_FORMATS);
        }
    }

    private void writeSettings(Selection selection, Translation<?> translation, TranslationReport report) {
        RequestDescription asked = translation.asked();
        if (asked.settings().isEmpty()) {
            throw wrongUsage("--write writes settings into a configuration file, and " + report.environment()
                    + " takes none: it is asked for "
                    + String.join(", ", asked.amounts().keySet())
                    + ". Leave --write out, or choose an environment that takes settings, such as standalone.");
        }
        EditableFile file = EditableFile.find(options.conf().orElseThrow(), selection.flinkVersion());
        SettingsEdit edit = new SettingsEditor(selection.resolver(), context.environmentVariables())
                .edit(file.io(), new HostSettings(asked.settings(), asked.superseded()), report.resolved());
        Optional<Path> backup = dryRun || !edit.edited().isChanged()
                ? Optional.empty()
                : Optional.of(file.io().replaceWith(edit.edited().text()));
        SettingsReport written = new SettingsReport(report, file.io().file(), edit, backup);
        if (format.equals(Formats.JSON)) {
            context.out().println(JsonWriter.settings(written));
        } else if (dryRun) {
            file.printDiff(context, written.diff());
            written.sections().forEach(section -> section.forEach(context.err()::println));
        } else {
            context.printSections(written.sections());
        }
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("The command was not set up.");
        }
        return command;
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(command().commandLine(), message);
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
        return new PlanFitter() {
            @Override
            public PlanFit fit(ProcessMemoryPlan plan, Grant grant) {
                return switch (grant.certainty()) {
                    case KNOWN -> fitter.fit(plan, grant);
                    case ASSUMED -> PlanFitter.UNCHANGED.fit(plan, grant);
                };
            }

            @Override
            public PlanLowering lowering() {
                return fitter.lowering();
            }
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

    private String document(Selection selection, Translation<?> translation, EnvironmentLimits limits) {
        Map<String, String> ofRequest = translation.asked().documents();
        Map<String, Function<FlinkConfiguration, String>> ofProcess =
                selection.environment().resourceTranslator().documents(translation.requirements(), limits);
        @Nullable String document = ofRequest.get(format);
        if (document != null) {
            return document;
        }
        @Nullable Function<FlinkConfiguration, String> made = ofProcess.get(format);
        if (made != null) {
            return made.apply(selection.configuration());
        }
        List<String> known = new ArrayList<>(List.of(Formats.TEXT, Formats.JSON));
        TreeSet<String> own = new TreeSet<>(ofRequest.keySet());
        own.addAll(ofProcess.keySet());
        known.addAll(own);
        throw Formats.unknown(command().commandLine(), format, known);
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
