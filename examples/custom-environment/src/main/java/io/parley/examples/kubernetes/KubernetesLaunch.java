package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One launch, step by step. Used once; not thread-safe. */
final class KubernetesLaunch {

    /** Events wake the waiting; this is how long a lost one may cost. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

    private final JobManagerLaunch launch;
    private final LaunchRequest request;
    private final LaunchListener listener;
    private final ClusterClient cluster;
    private final CreatedObjects created;

    KubernetesLaunch(JobManagerLaunch launch, LaunchRequest request, LaunchListener listener) {
        this.launch = launch;
        this.request = request;
        this.listener = listener;
        LaunchMark mark = LaunchMark.create();
        this.cluster = ClusterClient.connect(request.configuration(), launch.settings(), mark);
        this.created = new CreatedObjects(cluster, mark);
    }

    private void say(Phase phase, String message) {
        listener.onEvent(new LaunchEvent(phase, message));
    }

    LaunchedProcess run() throws InterruptedException {
        String id = launch.settings().id();
        long deadline = System.nanoTime() + request.startTimeout().toNanos();
        say(Phase.CONNECT, "asking Kubernetes at " + cluster.server());
        List<HasMetadata> objects = launch.objects().objects();
        refuseNamesakes(objects);
        for (HasMetadata object : objects) {
            if (System.nanoTime() - deadline >= 0) {
                throw failure("its objects are not created within "
                        + request.startTimeout().toMillis()
                        + " ms. Raise the time to wait, or see why the API server is slow.");
            }
            boolean isLast = object == objects.get(objects.size() - 1);
            say(isLast ? Phase.SUBMIT : Phase.STAGE, "creating the " + object.getKind() + " " + id);
            created.create(object);
        }
        cluster.watch();
        awaitAvailable(deadline);
        List<Pod> pods = cluster.pods();
        Grant grant = checked(grant(pods));
        say(
                Phase.RUNNING,
                id + " runs" + grant.host().map(host -> " on " + host).orElse(""));
        return new KubernetesProcess(launch, cluster, created, grant, listener);
    }

    /** Nothing is created where only a part could be. */
    private void refuseNamesakes(List<HasMetadata> objects) throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (HasMetadata object : objects) {
            if (cluster.find(object).isPresent()) {
                found.add(object.getKind());
            }
        }
        if (!found.isEmpty()) {
            throw failure("there is a " + String.join(", a ", found) + " of that name already, which is left as it is."
                    + " Set " + PodSettings.CLUSTER_ID + " to another name, or delete what is there.");
        }
    }

    private void awaitAvailable(long deadline) throws InterruptedException {
        String last = "";
        long sayAgain = System.nanoTime() + SAY_AGAIN.toNanos();
        while (true) {
            Deployment deployment = cluster.deployment()
                    .orElseThrow(() -> failure("its Deployment was deleted by somebody else. Launch it again."));
            List<Pod> pods = cluster.pods();
            for (Pod pod : pods) {
                Optional<ProcessExit> exit = PodStates.exit(pod);
                if (exit.isPresent()) {
                    throw new LaunchFailedException(
                            intent() + "it ended before it ran. Correct what its log tells.",
                            withLog(exit.get(), cluster.lastLogLines(pod)));
                }
            }
            PodStates.hopeless(deployment, pods).ifPresent(why -> {
                throw failure("Kubernetes cannot start it: " + why + ". Correct "
                        + PodSettings.IMAGE + " (" + launch.settings().image()
                        + ") or what else it names, and launch again.");
            });
            if (PodStates.isAvailable(deployment)) {
                return;
            }
            long now = System.nanoTime();
            String progress = PodStates.progress(pods);
            if (now - deadline >= 0) {
                throw failure(progress + ", and it is not available within "
                        + request.startTimeout().toMillis() + " ms. Raise the time to wait, or make room for "
                        + launch.fit().plan().totalProcess().toShortString() + " on a node.");
            }
            if (!progress.equals(last) || now - sayAgain >= 0) {
                say(Phase.WAIT, progress);
                last = progress;
                sayAgain = now + SAY_AGAIN.toNanos();
            }
            cluster.awaitChange(min(LOOK_AGAIN, Duration.ofNanos(deadline - now)));
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    static ProcessExit withLog(ProcessExit exit, List<String> lines) {
        return new ProcessExit(exit.reason(), exit.status(), exit.diagnostics(), lines);
    }

    private String intent() {
        return "Cannot launch the JobManager " + launch.settings().id() + " in the namespace "
                + launch.settings().namespace() + ": ";
    }

    private LaunchFailedException failure(String why) {
        return new LaunchFailedException(intent() + why, (Throwable) null);
    }

    /** Reads back what the pod was given: an admission webhook or a LimitRange may have changed it. */
    private Grant grant(List<Pod> pods) {
        Optional<Pod> pod = pods.stream().findFirst();
        Container container = pod.flatMap(found -> found.getSpec().getContainers().stream()
                        .filter(one -> one.getName().equals(PodStates.CONTAINER))
                        .findFirst())
                .orElseGet(() -> launch.objects().container());
        Map<String, Quantity> limits = new TreeMap<>(container.getResources().getLimits());
        MemorySize memory = KubernetesResourceTranslator.memory(Optional.ofNullable(limits.remove(PodResources.MEMORY))
                .orElse(new Quantity(Long.toString(Long.MAX_VALUE))));
        Quantity cpu = container.getResources().getRequests().get(PodResources.CPU);
        limits.remove(PodResources.CPU);
        limits.remove(PodResources.DISK);
        Map<String, Long> named = new TreeMap<>();
        limits.forEach((name, amount) ->
                named.put(name, Quantity.getAmountInBytes(amount).longValueExact()));
        return new Grant(
                memory,
                cpu == null ? CpuAmount.ZERO : CpuAmount.ofCoresRoundedUp(Quantity.getAmountInBytes(cpu)),
                named,
                pod.map(found -> found.getSpec().getNodeName()),
                container.getPorts().stream()
                        .map(port -> port.getContainerPort())
                        .toList(),
                Certainty.KNOWN);
    }

    private Grant checked(Grant grant) {
        MemorySize needed = launch.fit().plan().totalProcess();
        if (grant.memory().compareTo(needed) < 0) {
            throw failure("its container may use " + grant.memory() + ", less than the " + needed
                    + " of its plan (resources.limits.memory of the pod). Remove the LimitRange or the webhook that"
                    + " lowers it, or lower jobmanager.memory.process.size.");
        }
        return grant;
    }

    /** Deletes everything that this launch created; a cancelled caller does not stop it. */
    void abandon() {
        boolean cancelled = Thread.interrupted();
        try {
            say(Phase.STOP, "deleting what was created of " + launch.settings().id());
        } finally {
            cancelled |= deleteNow();
            cluster.close();
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tells whether somebody cancelled meanwhile. */
    private boolean deleteNow() {
        try {
            created.deleteNow(launch.settings());
            return Thread.interrupted();
        } catch (InterruptedException e) {
            // Everything is deleted all the same.
            return true;
        }
    }
}
