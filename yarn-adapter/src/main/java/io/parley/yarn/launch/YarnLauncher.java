package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.plan.ProcessKind;
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
        ApplicationOptions options = ApplicationOptions.of(request.configuration());
        AskedSize asked = AskedSize.of(request, limits(request));
        ApplicationMasterLaunch launch = ApplicationMasterLaunch.of(
                request.withoutSecrets(),
                asked.fit().plan(),
                new ApplicationMasterLaunch.Staged("application_0_0000", "USER", "STAGING", "STAGING", List.of()),
                List.of("yarn.application.classpath"));
        StringBuilder text = new StringBuilder();
        text.append("application: ").append(options.name()).append(", type ").append(options.type());
        text.append(", queue ").append(options.queue()).append(", attempts ").append(options.attempts());
        text.append("\nask: ").append(asked.resource().getMemorySize()).append(" MiB, ");
        text.append(asked.resource().getVirtualCores()).append(" vcores");
        text.append("\nfiles: ").append(request.distribution().jars().size()).append(" jars, ");
        text.append(FlinkConfigurationText.fileName(asked.fit().plan().flinkVersion()));
        text.append(", ")
                .append(request.files().size() + options.shipFiles().size())
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
        ApplicationOptions options = ApplicationOptions.of(request.configuration());
        if (!hadoop.values().get("hadoop.security.authentication", "simple").equals("simple")) {
            throw new LaunchFailedException(
                    "Cannot launch on a cluster with hadoop.security.authentication="
                            + hadoop.values().get("hadoop.security.authentication")
                            + ": this version of Parley launches on clusters without Kerberos only.",
                    (Throwable) null);
        }
        YarnLaunch launch = new YarnLaunch(request, options, hadoop, listener);
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
