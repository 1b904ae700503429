package io.parley.examples.kubernetes;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Flink's keys say of a JobManager's objects beside resources: names, image, labels. Immutable.
 *
 * <p>Source: Flink's {@code KubernetesConfigOptions}, with the defaults of Flink 2.3.
 *
 * @param id the name of every object of this Flink cluster
 * @param namespace the namespace of the objects
 * @param image the image that Flink is in
 * @param pullPolicy when Kubernetes fetches the image
 * @param pullSecrets the names of secrets to fetch it with
 * @param serviceAccount the account of the pod
 * @param labels labels of the pod beside its own
 * @param annotations annotations of the pod
 * @param cpuLimitFactor the limit of CPU as a multiple of its request, at least 1
 */
record PodSettings(
        String id,
        String namespace,
        String image,
        String pullPolicy,
        List<String> pullSecrets,
        String serviceAccount,
        Map<String, String> labels,
        Map<String, String> annotations,
        BigDecimal cpuLimitFactor) {

    static final ConfigurationOption<String> CLUSTER_ID = ConfigurationOption.text("kubernetes.cluster-id");
    static final ConfigurationOption<String> NAMESPACE =
            ConfigurationOption.text("kubernetes.namespace").withDefault("default");
    static final ConfigurationOption<String> IMAGE =
            ConfigurationOption.text("kubernetes.container.image.ref").withDeprecatedKeys("kubernetes.container.image");

    private static final ConfigurationOption<String> PULL_POLICY =
            ConfigurationOption.text("kubernetes.container.image.pull-policy").withDefault("IfNotPresent");
    private static final ConfigurationOption<List<String>> PULL_SECRETS = ConfigurationOption.textList(
                    "kubernetes.container.image.pull-secrets")
            .withDefault(List.of());
    private static final ConfigurationOption<String> SERVICE_ACCOUNT = ConfigurationOption.text(
                    "kubernetes.jobmanager.service-account")
            .withDeprecatedKeys("kubernetes.service-account")
            .withDefault("default");
    private static final String LABELS = "kubernetes.jobmanager.labels";
    private static final String ANNOTATIONS = "kubernetes.jobmanager.annotations";
    private static final ConfigurationOption<Double> CPU_LIMIT_FACTOR = ConfigurationOption.decimal(
                    "kubernetes.jobmanager.cpu.limit-factor")
            .withDefault(1.0);

    /** Every key that is read here. */
    static final List<String> ALL = List.of(
            CLUSTER_ID.key(),
            NAMESPACE.key(),
            IMAGE.key(),
            "kubernetes.container.image",
            PULL_POLICY.key(),
            PULL_SECRETS.key(),
            SERVICE_ACCOUNT.key(),
            "kubernetes.service-account",
            LABELS,
            ANNOTATIONS,
            CPU_LIMIT_FACTOR.key());

    private static final Set<String> PULL_POLICIES = Set.of("IfNotPresent", "Always", "Never");
    private static final int LONGEST_ID = 45;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    /** Only what can be no image at all is refused here; the rest is the registry's to say. */
    private static final Pattern IMAGE_NAME = Pattern.compile("\\S*[^\\s:/@]");

    private static final Pattern ID = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

    /** Copies the collections. */
    PodSettings {
        pullSecrets = List.copyOf(pullSecrets);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** Gives the defaults of a Flink version under a name. */
    static PodSettings defaults(String id, FlinkVersion version) {
        return read(id, version, FlinkConfiguration.of(Map.of()));
    }

    /**
     * Reads the keys.
     *
     * @param otherwise the name where {@code kubernetes.cluster-id} is not set
     * @throws IllegalArgumentException if a value is not usable; the message names the key
     */
    static PodSettings read(String otherwise, FlinkVersion version, FlinkConfiguration configuration) {
        return new PodSettings(
                id(otherwise, configuration),
                namespace(configuration),
                image(version, configuration),
                pullPolicy(configuration),
                configuration.get(PULL_SECRETS),
                configuration.get(SERVICE_ACCOUNT),
                PairList.read(LABELS, configuration),
                PairList.read(ANNOTATIONS, configuration),
                cpuLimitFactor(configuration));
    }

    private static String id(String otherwise, FlinkConfiguration configuration) {
        String id = configuration.find(CLUSTER_ID).orElse(otherwise);
        if (!ID.matcher(id).matches() || id.length() > LONGEST_ID) {
            throw KubernetesKeys.unusable(
                    CLUSTER_ID.key(),
                    configuration,
                    "\"" + id + "\" (" + id.length() + " characters) cannot name objects of Kubernetes. Use at most "
                            + LONGEST_ID
                            + " lower-case letters, digits and hyphens, start with a letter and end with no hyphen.",
                    null);
        }
        return id;
    }

    private static String namespace(FlinkConfiguration configuration) {
        String namespace = configuration.get(NAMESPACE);
        if (!NAME.matcher(namespace).matches()) {
            throw KubernetesKeys.unusable(
                    NAMESPACE.key(),
                    configuration,
                    "\"" + namespace + "\" cannot be a namespace of Kubernetes. Use at most 63 lower-case letters,"
                            + " digits and hyphens, and start and end with no hyphen.",
                    null);
        }
        return namespace;
    }

    private static String image(FlinkVersion version, FlinkConfiguration configuration) {
        String image = configuration.find(IMAGE).orElse("apache/flink:" + version + "-scala_2.12");
        if (!IMAGE_NAME.matcher(image).matches()) {
            throw KubernetesKeys.unusable(
                    configuration.keyOf(IMAGE).orElse(IMAGE.key()),
                    configuration,
                    "\"" + image + "\" is no image. Write its name and tag without blanks, for instance apache/flink:"
                            + version + ".",
                    null);
        }
        return image;
    }

    private static String pullPolicy(FlinkConfiguration configuration) {
        String policy = configuration.get(PULL_POLICY);
        return PULL_POLICIES.stream()
                .filter(policy::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> KubernetesKeys.unusable(
                        PULL_POLICY.key(),
                        configuration,
                        "\"" + policy + "\" is no policy. Write IfNotPresent, Always or Never.",
                        null));
    }

    private static BigDecimal cpuLimitFactor(FlinkConfiguration configuration) {
        double factor = configuration.get(CPU_LIMIT_FACTOR);
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw KubernetesKeys.unusable(
                    CPU_LIMIT_FACTOR.key(),
                    configuration,
                    "a limit of " + factor + " times the request is below it. Write 1.0 or more.",
                    null);
        }
        return BigDecimal.valueOf(factor);
    }
}
