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
 * the configuration's environment variables. Without an entry point of the caller's, one of Flink's own runs, which
 * registers with YARN and asks for its TaskManagers itself: that of a session, or where {@code execution.target} is
 * {@code yarn-application} that of an application, whose jar is {@code pipeline.jars}, whose class may be
 * {@code $internal.application.main}, and whose arguments are {@code $internal.application.program-args}.
 *
 * <p>Flink's keys for YARN are followed; an integration test compares what is handed in with what Flink's own client
 * hands in. Parley's own keys are {@code parley.yarn.appmaster.node-label}, the node label of the JobManager alone;
 * {@code parley.yarn.malloc-arena-max.enabled}, which set to false keeps MALLOC_ARENA_MAX out of the environment of the
 * JobManager, by default it is the number of vcores that YARN grants; and {@code parley.yarn.pre-flight.enabled}, which
 * set to false keeps the ResourceManager from being asked first whether it will ever start the JobManager.
 *
 * <p>Where the ResourceManager never starts it, nothing is staged, and the refusal has every reason. What has to be
 * waited for is told to the listener. An answer that does not come within seconds hinders nothing.
 *
 * <p>On a cluster with Kerberos the user is the one of {@code security.kerberos.login.keytab} and
 * {@code security.kerberos.login.principal}, else the current user of Hadoop in this JVM, else whose ticket lies in the
 * ticket cache, for which KRB5CCNAME among the configuration's environment variables counts. Stateless and thread-safe.
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
        ContainerLaunch launch = container(withoutSecrets(request), options, asked, StagedFiles.none())
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

    private static LaunchRequest withoutSecrets(LaunchRequest request) {
        LaunchRequest masked = request.withoutSecrets();
        String template = StartTemplate.masked(masked.configuration().get(StartTemplate.KEY));
        return new LaunchRequest(
                masked.requirements(),
                masked.configuration().toBuilder()
                        .set(StartTemplate.KEY.key(), template)
                        .build(),
                masked.distribution(),
                masked.fitter(),
                masked.entryPoint(),
                masked.environmentVariables(),
                masked.files(),
                masked.startTimeout());
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
