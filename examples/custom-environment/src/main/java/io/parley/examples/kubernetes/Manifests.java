package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Placement;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Makes the objects of one process. Stateless and pure.
 *
 * <p>Secrets stand in a Secret and nowhere else: every environment variable, what may be secret in the arguments, and
 * the configuration file where one of its keys is sensitive. Without such keys the file is in a ConfigMap.
 */
final class Manifests {

    private static final String VOLUME = "flink-configuration";
    private static final long FLINK_USER = 9999;
    private static final String LOGGING = """
            rootLogger.level = INFO
            rootLogger.appenderRef.console.ref = Console
            appender.console.name = Console
            appender.console.type = CONSOLE
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c - %m%n
            """;

    private final PodSettings settings;
    private final PodResources resources;
    private final List<ContainerPort> ports;
    private final Placement placement;

    Manifests(PodSettings settings, PodResources resources, List<ContainerPort> ports, Placement placement) {
        this.settings = settings;
        this.resources = resources;
        this.ports = List.copyOf(ports);
        this.placement = placement;
    }

    /** Gives the objects of a process. */
    KubernetesRequest of(FlinkProcess process) {
        return make(process, process.entries(), secret -> secret);
    }

    /** Gives the same objects as they may be shown: each secret is masked where it stands, in the Secret. */
    KubernetesRequest masked(FlinkProcess process) {
        return make(process, process.maskedEntries(), secret -> FlinkProcess.MASK);
    }

    private KubernetesRequest make(
            FlinkProcess process, Map<String, String> entries, UnaryOperator<String> secretAsShown) {
        ProcessKind kind = process.plan().process();
        List<HasMetadata> objects = new ArrayList<>();
        Map<String, String> open = new TreeMap<>(Map.of(FlinkProcess.LOG_CONFIGURATION, LOGGING));
        ContainerArguments arguments = process.arguments();
        Map<String, String> secret = new TreeMap<>(process.variables());
        secret.putAll(arguments.secrets());
        List<EnvVar> variables = variables(secret.keySet());
        secret.replaceAll((name, value) -> secretAsShown.apply(value));
        FlinkVersion version = process.plan().flinkVersion();
        (process.hasSecretEntries() ? secret : open)
                .put(
                        FlinkConfigurationText.fileName(version),
                        FlinkConfigurationText.write(version, withAddresses(process.plan(), entries)));
        objects.add(new ConfigMapBuilder()
                .withMetadata(metadata(kind).build())
                .withData(open)
                .build());
        if (!secret.isEmpty()) {
            objects.add(new SecretBuilder()
                    .withMetadata(metadata(kind).build())
                    .withType("Opaque")
                    .withStringData(secret)
                    .build());
        }
        PodSpec pod = pod(process, arguments.texts(), variables);
        switch (kind) {
            case JOB_MANAGER -> objects.addAll(List.of(service(), deployment(pod)));
            case TASK_MANAGER ->
                objects.add(new PodBuilder()
                        .withMetadata(podMetadata(kind)
                                .withName(settings.id())
                                .withNamespace(settings.namespace())
                                .build())
                        .withSpec(pod)
                        .build());
        }
        return new KubernetesRequest(objects);
    }

    /** The process is found by the name of its Service, and listens on the address of its pod. */
    private Map<String, String> withAddresses(ProcessMemoryPlan plan, Map<String, String> configured) {
        Map<String, String> entries = new TreeMap<>(configured);
        if (plan.process() == ProcessKind.JOB_MANAGER) {
            entries.put("jobmanager.rpc.address", settings.id());
            entries.put("rest.address", settings.id());
            entries.put("jobmanager.bind-host", "0.0.0.0");
            entries.put("rest.bind-address", "0.0.0.0");
            number(PodPorts.REST).ifPresent(port -> entries.put("rest.bind-port", port));
            number(PodPorts.REST).ifPresent(port -> entries.put("rest.port", port));
            number(PodPorts.RPC).ifPresent(port -> entries.put("jobmanager.rpc.port", port));
            number(PodPorts.BLOB).ifPresent(port -> entries.put("blob.server.port", port));
        } else {
            entries.putIfAbsent("jobmanager.rpc.address", KubernetesResourceTranslator.JOB_MANAGER_ID);
            number(PodPorts.RPC).ifPresent(port -> entries.put("taskmanager.rpc.port", port));
        }
        return entries;
    }

    private Optional<String> number(String name) {
        return ports.stream()
                .filter(port -> port.getName().equals(name))
                .map(port -> port.getContainerPort().toString())
                .findFirst();
    }

    private Map<String, String> ownLabels(ProcessKind kind) {
        return new TreeMap<>(Map.of("app", settings.id(), "component", kind.id()));
    }

    private ObjectMetaBuilder metadata(ProcessKind kind) {
        return new ObjectMetaBuilder()
                .withName(settings.id())
                .withNamespace(settings.namespace())
                .withLabels(ownLabels(kind));
    }

    private ObjectMetaBuilder podMetadata(ProcessKind kind) {
        Map<String, String> labels = new TreeMap<>(settings.labels());
        labels.putAll(ownLabels(kind));
        ObjectMeta metadata = new ObjectMeta();
        metadata.setLabels(labels);
        if (!settings.annotations().isEmpty()) {
            metadata.setAnnotations(new TreeMap<>(settings.annotations()));
        }
        return new ObjectMetaBuilder(metadata);
    }

    private Service service() {
        List<ServicePort> servicePorts = ports.stream()
                .map(port -> new ServicePortBuilder()
                        .withName(port.getName())
                        .withPort(port.getContainerPort())
                        .withTargetPort(new IntOrString(port.getName()))
                        .build())
                .toList();
        return new ServiceBuilder()
                .withMetadata(metadata(ProcessKind.JOB_MANAGER).build())
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(ownLabels(ProcessKind.JOB_MANAGER))
                .withPorts(servicePorts)
                // The JobManager finds itself by this name before it is ready.
                .withPublishNotReadyAddresses(true)
                .endSpec()
                .build();
    }

    private Deployment deployment(PodSpec pod) {
        return new DeploymentBuilder()
                .withMetadata(metadata(ProcessKind.JOB_MANAGER).build())
                .withNewSpec()
                .withReplicas(1)
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(ownLabels(ProcessKind.JOB_MANAGER))
                .endSelector()
                .withNewTemplate()
                .withMetadata(podMetadata(ProcessKind.JOB_MANAGER).build())
                .withSpec(pod)
                .endTemplate()
                .endSpec()
                .build();
    }

    /** Gives the name of the container that Flink runs in. */
    static String containerName(ProcessKind kind) {
        return "flink-" + kind.id();
    }

    private PodSpec pod(FlinkProcess process, List<String> arguments, List<EnvVar> variables) {
        ContainerBuilder container = new ContainerBuilder()
                .withName(containerName(process.plan().process()))
                .withImage(settings.image())
                .withImagePullPolicy(settings.pullPolicy())
                .withWorkingDir("/opt/flink")
                .withCommand("java")
                .withArgs(arguments)
                .withEnv(variables)
                .withPorts(ports)
                .withResources(resources.toKubernetes(settings.cpuLimitFactor()))
                .addNewVolumeMount()
                .withName(VOLUME)
                .withMountPath(FlinkProcess.CONFIGURATION_FOLDER)
                .withReadOnly(true)
                .endVolumeMount();
        if (process.plan().process() == ProcessKind.JOB_MANAGER
                && process.entryPoint().isEmpty()) {
            container
                    .withNewReadinessProbe()
                    .withNewHttpGet()
                    .withPath("/overview")
                    .withPort(new IntOrString(PodPorts.REST))
                    .withScheme(restScheme(process).toUpperCase(Locale.ROOT))
                    .endHttpGet()
                    .withPeriodSeconds(2)
                    .endReadinessProbe();
        }
        PodSpecBuilder pod = new PodSpecBuilder()
                .withServiceAccountName(settings.serviceAccount())
                // The images of Flink start as root and change to this user in a script, which does not run here.
                .withNewSecurityContext()
                .withRunAsUser(FLINK_USER)
                .withRunAsGroup(FLINK_USER)
                .endSecurityContext()
                .withContainers(container.build())
                .addNewVolume()
                .withName(VOLUME)
                .withNewProjected()
                .withSources(sources(process))
                .endProjected()
                .endVolume();
        if (!settings.pullSecrets().isEmpty()) {
            pod.withImagePullSecrets(settings.pullSecrets().stream()
                    .map(LocalObjectReference::new)
                    .toList());
        }
        if (!placement.attributes().isEmpty()) {
            pod.withNodeSelector(placement.attributes());
        }
        NodeChoice.affinity(placement).ifPresent(pod::withAffinity);
        return pod.build();
    }

    /** Gives http, or https where Flink's REST endpoint is told to. */
    static String restScheme(FlinkProcess process) {
        return FlinkConfiguration.of(process.entries()).get(KubernetesKeys.REST_OVER_TLS) ? "https" : "http";
    }

    /** Values come from the Secret: Kubernetes shows those of a pod to everybody who may look at pods. */
    private List<EnvVar> variables(Set<String> names) {
        return names.stream()
                .map(name -> new EnvVarBuilder()
                        .withName(name)
                        .withNewValueFrom()
                        .withNewSecretKeyRef(name, settings.id(), false)
                        .endValueFrom()
                        .build())
                .toList();
    }

    private List<VolumeProjection> sources(FlinkProcess process) {
        List<VolumeProjection> sources = new ArrayList<>();
        sources.add(new VolumeProjectionBuilder()
                .withNewConfigMap()
                .withName(settings.id())
                .endConfigMap()
                .build());
        if (process.hasSecretEntries()) {
            String file = FlinkConfigurationText.fileName(process.plan().flinkVersion());
            sources.add(new VolumeProjectionBuilder()
                    .withNewSecret()
                    .withName(settings.id())
                    .addNewItem()
                    .withKey(file)
                    .withPath(file)
                    .endItem()
                    .endSecret()
                    .build());
        }
        return sources;
    }
}
