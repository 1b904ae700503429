package io.parley.examples.command;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.Remark;
import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.configuration.ReadConfiguration;
import io.parley.core.editing.ConfigurationFileIo;
import io.parley.core.editing.EditedText;
import io.parley.core.migration.ConfigurationMigrator;
import io.parley.core.migration.Migration;
import io.parley.core.migration.MigrationChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rewrites a configuration from before Flink 1.10 and 1.11 and proves that it means the same. */
@Command(
        name = "migrate",
        description = {
            "Rewrites a configuration from before Flink 1.11 for an environment: older keys give way to those that mean"
                    + " the same there, keys without effect become comments, everything else stays as it is.",
            "",
            "The new file goes to standard output, what was done to standard error. Nothing is written before it is"
                    + " proven that both processes get the same plan from the new file as from the old one."
        },
        footer = {
            "",
            "An old key means what the Flink version makes of it; Flink 2.0 and later read it no more, there it means"
                    + " what 1.20 makes of it. FLINK_JM_HEAP and FLINK_TM_HEAP, where they are set for this command, win"
                    + " over the heap keys as they do in Flink, and are written down.",
            "A process that Flink refuses with the old file has no plan to compare; the report says so. A file of another"
                    + " name than flink-conf.yaml is taken for a config.yaml from --flink-version 1.19 on.",
            "With --in-place, the file is replaced at once or not at all; its mode stays, and a symbolic link stays one."
                    + " The old file is kept beside it as NAME.bak, NAME.bak.1 and so on.",
            "",
            "Examples:",
            "  parley migrate -c flink-conf.yaml --environment yarn > new.yaml",
            "  parley migrate -c /opt/flink/conf --environment standalone --flink-version 1.20 --format diff",
            "  parley migrate -c flink-conf.yaml --environment yarn --in-place"
        })
final class MigrateCommand implements Callable<Integer> {

    private static final String DIFF = "diff";
    private static final List<String> FORMATS = List.of(Formats.TEXT, Formats.JSON, DIFF);

    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = {"-c", "--conf"},
            paramLabel = "PATH",
            required = true,
            description = "The configuration file, or a directory that holds config.yaml or flink-conf.yaml.")
    private String conf = "";

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            required = true,
            description = "One of those that \"parley environments\" lists; it decides what an old heap option means.")
    private String environment = "";

    @Option(
            names = "--flink-version",
            paramLabel = "VERSION",
            defaultValue = CommonOptions.NEWEST_RELEASE,
            converter = CommonOptions.VersionConverter.class,
            description = "The version that will read the new file, from 1.11 on. Default: ${DEFAULT-VALUE}.")
    private FlinkVersion flinkVersion = FlinkVersion.parse(CommonOptions.NEWEST_RELEASE);

    @Option(names = "--in-place", description = "Replaces the file and keeps the old one as a backup.")
    private boolean inPlace;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = Formats.TEXT,
            description = "text (the new file; with --in-place, what was done), json, or diff (a unified diff)."
                    + " Default: ${DEFAULT-VALUE}.")
    private String format = Formats.TEXT;

    MigrateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("The command was not set up.");
        }
        if (!FORMATS.contains(format)) {
            throw Formats.unknown(command.commandLine(), format, FORMATS);
        }
        EnvironmentDescription description =
                context.discovery().get().environment(environment).description();
        ConfigurationMigrator migrator = ConfigurationMigrator.of(flinkVersion, description);
        // Found as the version does that reads the old keys.
        EditableFile editable = EditableFile.find(conf, migrator.interpretedBy());
        ReadConfiguration found = editable.found();
        ConfigurationFileIo file = editable.io();
        Migration migration =
                migrator.migrate(found.format().parse(found.file(), file.text()).configuration().toBuilder()
                        .environmentVariables(context.environmentVariables())
                        .build());
        EditedText edited = migration.rewrite(file.file(), file.format(), file.text());
        Optional<Path> backup =
                inPlace && edited.isChanged() ? Optional.of(file.replaceWith(edited.text())) : Optional.empty();
        print(new MigrationReport(migration, edited, file.file(), remarks(found, migration), backup), editable);
        return ExitStatus.DONE;
    }

    private List<Remark> remarks(ReadConfiguration found, Migration migration) {
        List<Remark> remarks = new ArrayList<>();
        if (!ConfigurationFormat.of(flinkVersion).contains(found.format())) {
            remarks.add(new Remark(
                    Remark.Kind.WITHOUT_EFFECT,
                    "Flink " + flinkVersion.line() + " does not read " + found.format()
                            + ". Convert the file: Flink's own bin/migrate-config-file.sh makes a config.yaml of a"
                            + " flink-conf.yaml.",
                    List.of()));
        }
        Set<String> changed =
                migration.changes().stream().map(MigrationChange::name).collect(Collectors.toSet());
        found.remarks().stream()
                .filter(remark -> remark.keys().stream().noneMatch(changed::contains))
                .forEach(remarks::add);
        remarks.addAll(migration.remarks());
        return remarks;
    }

    private void print(MigrationReport report, EditableFile file) {
        switch (format) {
            case Formats.JSON -> context.out().println(JsonWriter.migration(report));
            case DIFF -> {
                file.printDiff(context, report.diff());
                report.lines().forEach(context.err()::println);
            }
            default -> {
                if (inPlace) {
                    context.print(report.lines());
                } else {
                    file.printText(context, report.edited().text());
                    report.lines().forEach(context.err()::println);
                }
            }
        }
    }
}
