package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessEnding;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.Remark;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;

/** A JobManager that runs in the pod of a Deployment. Thread-safe. */
final class KubernetesProcess implements LaunchedProcess {

    private static final System.Logger LOG = System.getLogger(KubernetesProcess.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);
    private static final Duration AFTER_GRACE = Duration.ofSeconds(10);

    private final JobManagerLaunch launch;
    private final ClusterClient cluster;
    private final CreatedObjects created;
    private final Grant grant;
    private final LaunchListener listener;
    private final ProcessEnding ending = new ProcessEnding();

    KubernetesProcess(
            JobManagerLaunch launch,
            ClusterClient cluster,
            CreatedObjects created,
            Grant grant,
            LaunchListener listener) {
        this.launch = launch;
        this.cluster = cluster;
        this.created = created;
        this.grant = grant;
        this.listener = listener;
    }

    @Override
    public String id() {
        return launch.settings().id();
    }

    @Override
    public Grant grant() {
        return grant;
    }

    @Override
    public PlanFit fit() {
        return launch.fit();
    }

    @Override
    public List<Remark> remarks() {
        return launch.remarks();
    }

    /** Gives the address of the Service, which pods of the cluster reach; others forward a port to it. */
    @Override
    public Optional<URI> restAddress() {
        return launch.restAddress();
    }

    @Override
    public ProcessExit awaitExit(Duration timeout) throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<ProcessExit> exit = exit();
            if (exit.isPresent()) {
                return exit.get();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException(id() + " still runs after " + timeout.toMillis() + " ms.");
            }
            cluster.awaitChange(LOOK_AGAIN.toNanos() < left ? LOOK_AGAIN : Duration.ofNanos(left));
        }
    }

    private Optional<ProcessExit> exit() throws InterruptedException {
        if (ending.exit().isPresent()) {
            return ending.exit();
        }
        for (Pod pod : cluster.pods()) {
            Optional<ProcessExit> exit = PodStates.exit(pod);
            if (exit.isPresent()) {
                return Optional.of(ending.remember(KubernetesLaunch.withLog(exit.get(), cluster.lastLogLines(pod))));
            }
        }
        return cluster.deployment().isPresent()
                ? Optional.empty()
                : Optional.of(ending.remember(killed("Its Deployment was deleted by somebody else.")));
    }

    private static ProcessExit killed(String why) {
        return new ProcessExit(ExitReason.KILLED, OptionalInt.empty(), why, List.of());
    }

    /** Deletes the objects; Kubernetes sends SIGTERM, and SIGKILL after the grace. */
    @Override
    public ProcessExit stop(Duration grace) throws InterruptedException {
        ProcessExit exit = exit().orElseGet(() -> killed("Its Deployment was deleted as asked."));
        say("deleting " + id());
        synchronized (created) {
            created.delete(grace);
        }
        awaitNoPod(grace.plus(AFTER_GRACE));
        ProcessExit counts = ending.remember(exit);
        say(id() + " ended: " + counts.reason());
        return counts;
    }

    private void awaitNoPod(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (!cluster.pods().isEmpty()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new LaunchFailedException(
                        "Cannot end " + id() + ": " + PodStates.progress(cluster.pods()) + " still, " + most.toMillis()
                                + " ms after its Deployment was deleted. Delete the pod by force.",
                        (Throwable) null);
            }
            cluster.awaitChange(LOOK_AGAIN);
        }
    }

    private void say(String message) {
        listener.onEvent(new LaunchEvent(Phase.STOP, message));
    }

    @Override
    public void detach() {
        ending.detach();
    }

    @Override
    public void close() {
        ending.close(new ProcessEnding.Closing() {
            @Override
            public void end() throws InterruptedException {
                if (ending.exit().isEmpty()) {
                    stop(CLOSE_GRACE);
                } else {
                    deleteObjects();
                }
            }

            @Override
            public void endByForce() {
                deleteAfterCancel();
            }

            @Override
            public void release() {
                cluster.close();
            }
        });
    }

    private void deleteAfterCancel() {
        try {
            deleteObjects();
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "Objects named " + id() + " may be left.", e);
        }
    }

    private void deleteObjects() throws InterruptedException {
        synchronized (created) {
            created.delete(CLOSE_GRACE);
        }
    }

    @Override
    public String toString() {
        return id() + " of " + launch.fit().plan().totalProcess();
    }
}
