package io.parley.examples.kubernetes;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.launch.JvmOptions;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.OptionWords;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A JobManager's launch, made ready without talking to anything. Immutable and pure.
 *
 * @param settings names, image and labels
 * @param objects the objects to create
 * @param masked the same objects as they may be shown
 * @param fit the plan to start with
 * @param restAddress where the REST endpoint will be found inside the cluster, if Flink's own entry point runs
 * @param remarks what is worth knowing
 */
record JobManagerLaunch(
        PodSettings settings,
        KubernetesRequest objects,
        KubernetesRequest masked,
        PlanFit fit,
        Optional<URI> restAddress,
        List<Remark> remarks) {

    static final String VARIABLES = "containerized.master.env.";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String MEMORY_LIMIT_FACTOR = "kubernetes.jobmanager.memory.limit-factor";

    /** Copies the list. */
    JobManagerLaunch {
        remarks = List.copyOf(remarks);
    }

    /**
     * Makes a launch ready.
     *
     * @param id the name of the objects where {@code kubernetes.cluster-id} is not set
     * @throws IllegalArgumentException if the request is wrong by itself
     */
    static JobManagerLaunch of(LaunchRequest request, String id) {
        check(request);
        FlinkConfiguration configuration = request.configuration();
        ProcessRequirements requirements = withPorts(request.requirements(), configuration);
        Grant grant = new KubernetesResourceTranslator().predictGrant(requirements, EnvironmentLimits.NONE);
        PlanFit fit = request.fitter().fit(requirements.plan(), grant);
        ProcessMemoryPlan plan = fit.plan();
        PodSettings settings = PodSettings.read(id, plan.flinkVersion(), configuration);
        FlinkProcess process = new FlinkProcess(
                plan,
                entries(configuration, plan),
                JvmOptions.of(plan, configuration, FlinkProcess.JAVA_OF_IMAGES),
                request.entryPoint(),
                variables(request));
        Manifests manifests = KubernetesResourceTranslator.manifests(
                settings, requirements, PodResources.of(requirements.withPlan(plan), EnvironmentLimits.NONE));
        Optional<URI> restAddress = request.entryPoint().isEmpty()
                ? Optional.of(address(settings, requirements, process))
                : Optional.empty();
        List<Remark> remarks = new ArrayList<>(remarks(configuration));
        restAddress.ifPresent(address -> remarks.add(fromOutside(address, settings, configuration)));
        return new JobManagerLaunch(
                settings, manifests.of(process), manifests.masked(process), fit, restAddress, remarks);
    }

    private static void check(LaunchRequest request) {
        ProcessKind kind = request.requirements().plan().process();
        if (kind != ProcessKind.JOB_MANAGER) {
            throw new IllegalArgumentException("Cannot launch a " + kind + " on Kubernetes by itself: it needs a"
                    + " JobManager to register with. Launch a JobManager, or create what translate --process "
                    + kind.id() + " --format yaml shows.");
        }
        if (!request.files().isEmpty()) {
            throw new IllegalArgumentException("Cannot ship " + request.files() + " to Kubernetes: a pod has the"
                    + " files of its image. Put them into an image and name it in " + PodSettings.IMAGE + ".");
        }
    }

    /** A Service without a port is none, so what has no ports gets those of the configuration. */
    private static ProcessRequirements withPorts(ProcessRequirements requirements, FlinkConfiguration configuration) {
        if (!requirements.ports().isEmpty()) {
            return requirements;
        }
        ProcessRequirements.Builder builder = requirements.toBuilder();
        for (PortRequirement port :
                KubernetesKeys.read(requirements.plan(), configuration).ports()) {
            builder.port(port);
        }
        return builder.build();
    }

    /** The variables leave the file: the process has them already, and their names need not tell that one is secret. */
    private static Map<String, String> entries(FlinkConfiguration configuration, ProcessMemoryPlan plan) {
        Map<String, String> entries = new TreeMap<>(configuration.toMap());
        entries.keySet().removeIf(key -> key.startsWith(VARIABLES));
        // A plan that grew into its grant is larger than what was configured.
        entries.computeIfPresent(
                FlinkProcess.sizeKey(plan.process()),
                (key, size) -> plan.totalProcess().toConfigurationText());
        return entries;
    }

    private static Map<String, String> variables(LaunchRequest request) {
        Map<String, String> variables = new TreeMap<>(request.configuration().withPrefix(VARIABLES));
        variables.putAll(request.environmentVariables());
        variables.keySet().forEach(name -> {
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("Cannot set an environment variable named \"" + name
                        + "\" in a pod. Use letters, digits and underscores, and start with no digit.");
            }
        });
        return variables;
    }

    private static URI address(PodSettings settings, ProcessRequirements requirements, FlinkProcess process) {
        int port = requirements.ports().stream()
                .filter(found -> found.name().equals(PodPorts.REST))
                .findFirst()
                .map(found -> PodPorts.number(found).orElseThrow())
                .orElseThrow(() -> new IllegalArgumentException("Cannot launch a JobManager without a port named "
                        + PodPorts.REST + ": nothing would tell that it runs. Add the port."));
        return URI.create(
                Manifests.restScheme(process) + "://" + settings.id() + "." + settings.namespace() + ":" + port);
    }

    /** The address is that of a Service, whose name only pods of the cluster know. */
    private static Remark fromOutside(URI address, PodSettings settings, FlinkConfiguration configuration) {
        List<String> words = new ArrayList<>(List.of("kubectl"));
        configuration.find(ClusterClient.CONFIG_FILE).ifPresent(file -> words.addAll(List.of("--kubeconfig", file)));
        configuration.find(ClusterClient.CONTEXT).ifPresent(context -> words.addAll(List.of("--context", context)));
        words.addAll(List.of(
                "--namespace",
                settings.namespace(),
                "port-forward",
                "service/" + settings.id(),
                Integer.toString(address.getPort())));
        return new Remark(
                Remark.Kind.REST_ENDPOINT,
                address + " is known inside the cluster only. From outside, type: " + OptionWords.join(words)
                        + " and open " + address.getScheme() + "://localhost:" + address.getPort() + ".",
                List.of());
    }

    private static List<Remark> remarks(FlinkConfiguration configuration) {
        List<Remark> remarks = new ArrayList<>();
        if (configuration.contains(MEMORY_LIMIT_FACTOR)) {
            remarks.add(new Remark(
                    Remark.Kind.WITHOUT_EFFECT,
                    MEMORY_LIMIT_FACTOR + " is not followed: the container's limit is Total Process Memory."
                            + " Raise jobmanager.memory.process.size instead.",
                    List.of(MEMORY_LIMIT_FACTOR)));
        }
        return remarks;
    }
}
