package io.parley.examples.command;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import io.parley.examples.launch.ExamplesDirectory;
import io.parley.examples.launch.FlinkDistributions;
import io.parley.examples.launch.LaunchInput;
import io.parley.examples.launch.LaunchOption;
import io.parley.examples.launch.LaunchOutcome;
import io.parley.examples.launch.LaunchScenario;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Launches a session and shows that it got what was planned. */
@Command(
        name = "launch",
        description = "Launches a session, shows planned against measured, runs a tiny job and cleans up.",
        footer = {
            "",
            "Without a configuration of its own it launches the shipped one, of 1600 MiB or of what -D says.",
            "",
            "Examples:",
            "  parley launch --environment standalone",
            "  parley launch --environment yarn --embedded",
            "  parley launch --environment yarn --embedded --flink-version 1.11.6 --keep"
        })
final class LaunchCommand implements Callable<Integer> {

    private final CommandContext context;

    @Mixin
    private final CommonOptions options;

    @Option(
            names = "--embedded",
            description = "Brings its own YARN up in this process. Else the cluster is the one that"
                    + " $HADOOP_CONF_DIR or $YARN_CONF_DIR describes.")
    private boolean embedded;

    @Option(
            names = "--flink-home",
            paramLabel = "DIR",
            description = "A Flink distribution on this machine, instead of the jars from Maven;"
                    + " its own version counts.")
    private @Nullable Path flinkHome;

    @Option(names = "--dry-run", description = "Starts nothing, shows what would be started.")
    private boolean dryRun;

    @Option(names = "--keep", description = "Leaves it running until Ctrl-C.")
    private boolean keep;

    LaunchCommand(CommandContext context) {
        this.context = context;
        this.options = new CommonOptions(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        ExamplesDirectory examples = ExamplesDirectory.ofThisProcess();
        if (flinkHome != null) {
            options.useFlinkVersion(flinkVersionOf(flinkHome));
        }
        Selection selection = options.selectOrShipped(examples);
        if (selection.process() != ProcessKind.JOB_MANAGER) {
            throw new IllegalArgumentException("Cannot launch a " + selection.process()
                    + " by itself: a JobManager comes first, and TaskManagers with it. Choose --process "
                    + ProcessKind.JOB_MANAGER.id() + ".");
        }
        if (!embedded) {
            // Before anything is shown: the rest of a launch means nothing without one.
            selection.environment().requireLauncher();
        }
        LaunchInput input = new LaunchInput(
                selection.environment(),
                selection.configuration(),
                selection.flinkVersion(),
                Optional.ofNullable(flinkHome),
                selection.grantPolicy(),
                launchOptions());
        TextLaunchOutput output = new TextLaunchOutput(context);
        selection.configurationRemarks().forEach(remark -> output.line("Remark: " + remark));
        LaunchOutcome outcome = new LaunchScenario(input, examples, output).run();
        return switch (outcome) {
            case SHOWN, AS_PLANNED -> ExitStatus.DONE;
            case NOT_AS_PLANNED -> {
                context.err().println("What was measured is not what was planned; the rows marked NO tell where.");
                yield ExitStatus.REFUSED;
            }
        };
    }

    private static FlinkVersion flinkVersionOf(Path home) {
        return FlinkDistributions.ofHome(home).version();
    }

    private Set<LaunchOption> launchOptions() {
        Set<LaunchOption> chosen = EnumSet.noneOf(LaunchOption.class);
        if (embedded) {
            chosen.add(LaunchOption.EMBEDDED);
        }
        if (keep) {
            chosen.add(LaunchOption.KEEP);
        }
        if (dryRun) {
            chosen.add(LaunchOption.DRY_RUN);
        }
        return chosen;
    }
}
