package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.yarn.YarnLimitsSource;
import io.parley.yarn.YarnResourceTranslator;
import java.util.List;

/**
 * Starts a JobManager as a managed application master on YARN.
 *
 * <p>The cluster is the one whose yarn-site.xml lies in the directory that HADOOP_CONF_DIR or YARN_CONF_DIR names among
 * the configuration's environment variables. Without an entry point of the caller's, Flink's session entry point runs:
 * it registers with YARN and asks for its TaskManagers itself. Stateless and thread-safe.
 */
public final class YarnLauncher implements ProcessLauncher {

    private static final String TICKET_CACHE = "KRB5CCNAME";

    /** Makes the launcher; for ServiceLoader. */
    public YarnLauncher() {}

    @Override
    public String environment() {
        return "yarn";
    }

    static EnvironmentLimits limits(LaunchRequest request) {
        return new YarnLimitsSource()
                .find(request.configuration())
                .orElseGet(() -> new YarnResourceTranslator().assumedLimits());
    }

    /**
     * Describes the container of the application master; the cluster's class path, user and tokens are not in it yet.
     */
    static ContainerLaunch.Builder container(
            LaunchRequest request, LaunchOptions options, AskedSize asked, StagedFiles staged) {
        ProcessMemoryPlan plan = asked.fit().plan();
        return ContainerLaunch.of(plan, request.configuration(), staged)
                .entryPoint(
                        request.entryPoint().orElseGet(() -> FlinkEntryPoints.applicationMaster(options.mode(), plan)))
                .environmentVariables(request.environmentVariables())
                .vcores(Math.toIntExact(asked.predicted().cpus().coresRoundedUp()));
    }

    private static void check(LaunchRequest request) {
        if (request.requirements().plan().process() != ProcessKind.JOB_MANAGER) {
            throw new IllegalArgumentException("Cannot launch a "
                    + request.requirements().plan().process()
                    + " as an application master. Launch a JobManager; it asks YARN for its TaskManagers itself.");
        }
    }

    @Override
    public String preview(LaunchRequest request) {
        check(request);
        LaunchOptions options =
                LaunchOptions.of(request.configuration(), request.distribution().version());
        AskedSize asked = AskedSize.of(request, limits(request));
        ContainerLaunch launch = container(request.withoutSecrets(), options, asked, StagedFiles.none())
                .clusterClassPath(List.of("yarn.application.classpath"))
                .user("USER")
                .build();
        StringBuilder text = new StringBuilder();
        text.append("application: ")
                .append(options.name())
                .append(", type ")
                .append(options.application().type());
        text.append(", queue ").append(options.application().queue());
        text.append(", attempts ").append(options.restarts().attempts());
        text.append("\nask: ").append(asked.resource().getMemorySize()).append(" MiB, ");
        text.append(asked.resource().getVirtualCores()).append(" vcores");
        text.append("\nfiles: ").append(request.distribution().jars().size()).append(" jars, ");
        text.append(FlinkConfigurationText.fileName(asked.fit().plan().flinkVersion()));
        text.append(", ")
                .append(request.files().size() + options.ship().files().size())
                .append(" files to ship");
        text.append("\nvariables: ")
                .append(String.join(", ", launch.environment().keySet()));
        text.append("\ncommand: ").append(launch.command());
        return text.toString();
    }

    @Override
    public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
        check(request);
        HadoopConfiguration hadoop = HadoopConfiguration.read(request.configuration());
        LaunchOptions options =
                LaunchOptions.of(request.configuration(), request.distribution().version());
        HadoopUser user = HadoopUser.login(
                hadoop, options.kerberos(), request.configuration().environmentVariable(TICKET_CACHE));
        YarnLaunch launch = new YarnLaunch(request, options, hadoop, user, listener);
        boolean running = false;
        try {
            LaunchedProcess process = launch.run();
            running = true;
            return process;
        } finally {
            if (!running) {
                launch.abandon();
            }
        }
    }
}
