package io.parley.examples.command;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.Origin;
import io.parley.api.plan.ProcessKind;
import io.parley.examples.launch.ExamplesDirectory;
import io.parley.examples.launch.FlinkDistributions;
import io.parley.examples.launch.LaunchInput;
import io.parley.examples.launch.LaunchOption;
import io.parley.examples.launch.LaunchOutcome;
import io.parley.examples.launch.LaunchScenario;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
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
        description =
                "Launches a session, shows planned against measured, runs a tiny job where TaskManagers come, and cleans up.",
        footer = {
            "",
            "Without a configuration of its own it launches the shipped one, of 1600 MiB or of what -D says.",
            "",
            "Examples:",
            "  parley launch --environment standalone",
            "  parley launch --environment yarn --embedded",
            "  parley launch --environment mesos --embedded",
            "  parley launch --environment yarn --embedded --flink-version 1.11.6 --keep",
            "  parley launch --environment mesos --master http://HOST:5050 -D parley.mesos.flink-home=/opt/flink"
        })
final class LaunchCommand implements Callable<Integer> {

    private static final String MESOS = "mesos";

    private final CommandContext context;

    @Mixin
    private final CommonOptions options;

    @Option(
            names = "--embedded",
            description = "Brings its own YARN up in this process, or a simulator of Mesos. Else YARN is the one that"
                    + " $HADOOP_CONF_DIR or $YARN_CONF_DIR describes.")
    private boolean embedded;

    @Option(
            names = "--flink-home",
            paramLabel = "DIR",
            description = "A Flink distribution on this machine, instead of the jars from Maven;"
                    + " its own version counts.")
    private @Nullable Path flinkHome;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Where the Mesos master is, for instance http://HOST:5050 or zk://HOST:2181/mesos; instead of"
                    + " mesos.master.")
    private @Nullable String master;

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
                configuration(selection),
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

    private FlinkConfiguration configuration(Selection selection) {
        if (master == null) {
            return selection.configuration();
        }
        if (embedded) {
            throw new IllegalArgumentException("Cannot use --master together with --embedded, which brings its own"
                    + " master. Leave one of them out.");
        }
        if (!selection.environment().name().equals(MESOS)) {
            throw new IllegalArgumentException("Cannot use --master for the environment "
                    + selection.environment().name() + ": it names the master of Mesos. Choose --environment " + MESOS
                    + ", or leave --master out.");
        }
        return selection
                .configuration()
                .overlaidWith(Map.of("mesos.master", master), new Origin("--master on the command line"));
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
