package io.parley.examples.kubernetes;

import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessLauncher;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Starts a JobManager as a Deployment with a Service, a ConfigMap and, where something is secret, a Secret.
 *
 * <p>The Flink that runs is the one of the image, so the jars of a request are not used; the image of
 * {@code kubernetes.container.image.ref} has to hold the version that the plan was made for. Stateless and thread-safe.
 */
public final class KubernetesLauncher implements ProcessLauncher {

    /** The keys that are read here and by what this calls, beside those of requirements and settings. */
    static final List<String> KEYS = List.of(
            ClusterClient.CONFIG_FILE.key(), ClusterClient.CONTEXT.key(), JobManagerLaunch.VARIABLES + "<name>");

    /** Makes the launcher; for ServiceLoader. */
    public KubernetesLauncher() {}

    @Override
    public String environment() {
        return KubernetesResourceTranslator.NAME;
    }

    /** Gives the objects as YAML, every secret masked. Talks to nothing. */
    @Override
    public String preview(LaunchRequest request) {
        JobManagerLaunch launch = JobManagerLaunch.of(request, KubernetesResourceTranslator.JOB_MANAGER_ID);
        StringBuilder text = new StringBuilder();
        if (request.configuration().find(PodSettings.CLUSTER_ID).isEmpty()) {
            text.append("# ").append(PodSettings.CLUSTER_ID).append(" is not set: a launch makes up a name.\n");
        }
        text.append("# What is secret is shown as ").append(FlinkProcess.MASK).append(".\n");
        launch.remarks().forEach(remark -> text.append("# ").append(remark).append('\n'));
        return text.append(launch.masked().toYaml()).toString();
    }

    @Override
    public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
        JobManagerLaunch prepared = JobManagerLaunch.of(request, newId());
        KubernetesLaunch launch = new KubernetesLaunch(prepared, request, listener);
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

    private static String newId() {
        return "flink-" + UUID.randomUUID().toString().substring(0, 13).toLowerCase(Locale.ROOT);
    }
}
