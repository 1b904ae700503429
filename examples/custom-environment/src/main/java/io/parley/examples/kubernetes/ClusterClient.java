package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.TailPrettyLoggable;
import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchFailedException;
import java.io.File;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Talks to the API server about the objects of one process. Every call has a time limit. Thread-safe.
 *
 * <p>A change that is watched only wakes up who waits; what is true is always read anew, so a lost event costs time and
 * nothing else.
 */
final class ClusterClient implements AutoCloseable {

    static final ConfigurationOption<String> CONFIG_FILE = ConfigurationOption.text("kubernetes.config.file");
    static final ConfigurationOption<String> CONTEXT = ConfigurationOption.text("kubernetes.context");

    private static final System.Logger LOG = System.getLogger(ClusterClient.class.getName());
    private static final int CALL_MILLIS = 10_000;
    private static final int RETRIES = 2;
    private static final int LOG_LINES = 20;

    private final KubernetesClient client;
    private final String namespace;
    private final String id;
    private final LaunchMark mark;
    private final BlockingQueue<Boolean> changes = new ArrayBlockingQueue<>(1);
    private final List<Watch> watches = new ArrayList<>();

    private ClusterClient(KubernetesClient client, String namespace, String id, LaunchMark mark) {
        this.client = client;
        this.namespace = namespace;
        this.id = id;
        this.mark = mark;
    }

    /**
     * Connects to the cluster of {@code kubernetes.config.file} and {@code kubernetes.context}, else to that which
     * fabric8's client finds by KUBECONFIG, by the home directory, or by the pod that this runs in.
     *
     * @throws IllegalArgumentException if the file is not readable; the message names the key
     */
    static ClusterClient connect(FlinkConfiguration configuration, PodSettings settings, LaunchMark mark) {
        Config config = config(configuration);
        config.setConnectionTimeout(CALL_MILLIS);
        config.setRequestTimeout(CALL_MILLIS);
        config.setRequestRetryBackoffLimit(RETRIES);
        return new ClusterClient(
                new KubernetesClientBuilder().withConfig(config).build(), settings.namespace(), settings.id(), mark);
    }

    private static Config config(FlinkConfiguration configuration) {
        String context = configuration.find(CONTEXT).orElse(null);
        Optional<String> path = configuration.find(CONFIG_FILE);
        if (path.isEmpty()) {
            return Config.autoConfigure(context);
        }
        File file = new File(path.get());
        if (!file.isFile() || !file.canRead()) {
            throw KubernetesKeys.unusable(
                    CONFIG_FILE.key(),
                    configuration,
                    file + " is no readable file. Name a kubeconfig, or remove the key to have it found.",
                    null);
        }
        try {
            return Config.fromKubeconfig(context, file);
        } catch (RuntimeException e) {
            // What the parser says may quote a token.
            throw KubernetesKeys.unusable(
                    CONFIG_FILE.key(), configuration, file + " is no kubeconfig. Correct it.", null);
        }
    }

    /** Gives where the API server is. */
    String server() {
        return String.valueOf(client.getConfiguration().getMasterUrl());
    }

    /** A call of the API server. */
    @FunctionalInterface
    private interface Call<T> {
        T run();
    }

    private <T> T call(String intent, Call<T> call) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Cancelled: " + intent + ".");
        }
        try {
            return call.run();
        } catch (KubernetesClientException e) {
            if (Thread.interrupted() || isInterrupt(e)) {
                throw new InterruptedException("Cancelled: " + intent + ".");
            }
            throw new LaunchFailedException("Cannot " + intent + ": " + reason(e), e);
        }
    }

    private static boolean isInterrupt(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    private String reason(KubernetesClientException failure) {
        String said = failure.getStatus() != null && failure.getStatus().getMessage() != null
                ? " It says: " + failure.getStatus().getMessage()
                : "";
        return switch (Math.max(0, failure.getCode())) {
            case 0 ->
                "the API server at " + server() + " cannot be reached within " + CALL_MILLIS / 1000
                        + " s a call. Correct the cluster in the kubeconfig (KUBECONFIG or " + CONFIG_FILE
                        + "), or start it.";
            case 401 ->
                "the API server at " + server() + " does not know who asks. Log in again, or correct the"
                        + " kubeconfig." + said;
            case 403 ->
                "the API server forbids it. Grant the account of the kubeconfig get, list, watch, create and"
                        + " delete on it in the namespace " + namespace + "." + said;
            case 404 ->
                "there is nothing of that name. Create the namespace " + namespace + ", or set " + PodSettings.NAMESPACE
                        + "." + said;
            case 409 ->
                "there is one already, which is left as it is. Set " + PodSettings.CLUSTER_ID + " to another name than "
                        + id + ", or delete it." + said;
            default ->
                "the API server answers HTTP " + failure.getCode() + "." + said
                        + " Change what it names, or try again.";
        };
    }

    /** Creates an object and gives it as it is in the cluster; one that exists is left as it is. */
    HasMetadata create(HasMetadata object) throws InterruptedException {
        return call("create " + named(object), () -> client.resource(object).create());
    }

    /** Gives an object as it is in the cluster, if it is there. */
    Optional<HasMetadata> find(HasMetadata object) throws InterruptedException {
        return Optional.ofNullable(
                call("read " + named(object), () -> client.resource(object).get()));
    }

    /** Deletes the object of a UID and what depends on it; one that is gone, or is another by now, is passed over. */
    void delete(HasMetadata object, String uid) throws InterruptedException {
        delete(object, options(uid).withPropagationPolicy("Background").build());
    }

    /**
     * Deletes a pod; one that is gone, or is another by now, is passed over.
     *
     * @param grace how long it may take to end, rounded up to whole seconds. It gets one at least: with none,
     *     Kubernetes would forget it before its node ended it.
     */
    void deletePod(Pod pod, Duration grace) throws InterruptedException {
        long seconds = Math.max(1, grace.plusSeconds(1).minusNanos(1).toSeconds());
        delete(
                pod,
                options(pod.getMetadata().getUid())
                        .withGracePeriodSeconds(seconds)
                        .build());
    }

    private static DeleteOptionsBuilder options(String uid) {
        return new DeleteOptionsBuilder().withNewPreconditions().withUid(uid).endPreconditions();
    }

    /** fabric8 has no words for a UID as a condition, so this speaks to the server itself. */
    private void delete(HasMetadata object, DeleteOptions options) throws InterruptedException {
        String version = object.getApiVersion();
        String path = (version.contains("/") ? "/apis/" : "/api/") + version + "/namespaces/" + namespace + "/"
                + object.getPlural() + "/" + object.getMetadata().getName();
        call("delete " + named(object), () -> {
            try {
                return client.raw(path, "DELETE", options);
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
                LOG.log(System.Logger.Level.DEBUG, "There is no {0} any more.", named(object));
                return "";
            }
        });
    }

    private String named(HasMetadata object) {
        return "the " + object.getKind() + " " + object.getMetadata().getName() + " in the namespace " + namespace;
    }

    /** Gives the Deployment of this launch, if it is there. */
    Optional<Deployment> deployment() throws InterruptedException {
        return Optional.ofNullable(call(
                        "read the Deployment " + id + " in the namespace " + namespace,
                        () -> client.apps()
                                .deployments()
                                .inNamespace(namespace)
                                .withName(id)
                                .get()))
                .filter(mark::isOn);
    }

    /** Gives the pods of this launch. */
    List<Pod> pods() throws InterruptedException {
        return call(
                "list the pods of " + id + " in the namespace " + namespace,
                () -> client.pods()
                        .inNamespace(namespace)
                        .withLabels(mark.labels())
                        .list()
                        .getItems());
    }

    /** Gives the last lines of the log of Flink's container that ended, none where it cannot be read. */
    List<String> lastLogLines(Pod pod) {
        try {
            ContainerResource resource = client.pods()
                    .inNamespace(namespace)
                    .withName(pod.getMetadata().getName())
                    .inContainer(PodStates.CONTAINER);
            // The last words are those of the container that ended, not of the one that was started after it.
            TailPrettyLoggable ended = PodStates.isStartedAgain(pod) ? resource.terminated() : resource;
            String log = ended.tailingLines(LOG_LINES).getLog();
            return log == null ? List.of() : log.lines().toList();
        } catch (KubernetesClientException e) {
            LOG.log(System.Logger.Level.DEBUG, "The log of " + pod.getMetadata().getName() + " cannot be read.", e);
            return List.of();
        }
    }

    /** Starts to watch the Deployment and its pods; where that is not possible, waiting polls. */
    void watch() {
        try {
            watches.add(client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(id)
                    .watch(waking()));
            watches.add(client.pods()
                    .inNamespace(namespace)
                    .withLabels(mark.labels())
                    .watch(waking()));
        } catch (KubernetesClientException e) {
            LOG.log(System.Logger.Level.DEBUG, "The Deployment " + id + " cannot be watched; it is polled.", e);
        }
    }

    private <T> Watcher<T> waking() {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, T object) {
                wake();
            }

            @Override
            public void onClose(WatcherException cause) {
                LOG.log(System.Logger.Level.DEBUG, "A watch of " + id + " ended; it is polled.", cause);
            }
        };
    }

    private void wake() {
        if (!changes.offer(true)) {
            LOG.log(System.Logger.Level.TRACE, "Who waits for {0} is awake already.", id);
        }
    }

    /** Waits for a change, or as long as is given. */
    void awaitChange(Duration most) throws InterruptedException {
        Boolean changed = changes.poll(Math.max(1, most.toMillis()), TimeUnit.MILLISECONDS);
        LOG.log(System.Logger.Level.TRACE, "Something of {0} changed: {1}", id, changed != null);
    }

    @Override
    public void close() {
        List<AutoCloseable> held = new ArrayList<>(watches);
        held.add(client);
        closeEach(held);
    }

    /** Closes all, whatever becomes of one of them: nothing of that concerns the process, so the log alone is told. */
    static void closeEach(List<AutoCloseable> held) {
        for (AutoCloseable each : held) {
            try {
                each.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "A connection to Kubernetes cannot be closed.", e);
            }
        }
    }
}
