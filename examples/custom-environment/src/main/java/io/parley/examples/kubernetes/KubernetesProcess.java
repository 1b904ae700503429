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

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);
    private static final Duration AFTER_GRACE = Duration.ofSeconds(10);
    private static final String AS_ASKED = "Its Deployment was deleted as asked.";

    private final JobManagerLaunch launch;
    private final ClusterClient cluster;
    private final CreatedObjects created;
    private final Grant grant;
    private final LaunchListener listener;
    private final ProcessEnding ending = new ProcessEnding();
    /** Set before anything is deleted here; what is seen of an end from then on is what was asked for. */
    private volatile boolean endIsAsked;

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
        Optional<ProcessExit> known = ending.exit();
        if (known.isPresent()) {
            return known;
        }
        Optional<ProcessExit> seen = look();
        // Asked after the look, for what is seen may come of a deletion that began meanwhile.
        return seen.map(exit -> ending.remember(endIsAsked ? killed(AS_ASKED) : exit));
    }

    private Optional<ProcessExit> look() throws InterruptedException {
        for (Pod pod : cluster.pods()) {
            Optional<ProcessExit> exit = PodStates.exit(pod);
            if (exit.isPresent()) {
                return Optional.of(KubernetesLaunch.withLog(exit.get(), cluster.lastLogLines(pod)));
            }
        }
        return cluster.deployment().isPresent()
                ? Optional.empty()
                : Optional.of(killed("Its Deployment was deleted by somebody else."));
    }

    private static ProcessExit killed(String why) {
        return new ProcessExit(ExitReason.KILLED, OptionalInt.empty(), why, List.of());
    }

    /** Deletes pods and objects; Kubernetes sends SIGTERM, and SIGKILL after the grace. */
    @Override
    public ProcessExit stop(Duration grace) throws InterruptedException {
        ProcessExit exit = exitBeforeStop();
        endIsAsked = true;
        say("deleting " + id());
        deleteObjects(grace);
        ProcessExit counts = ending.remember(exit);
        awaitNoPod(grace.plus(AFTER_GRACE));
        say(id() + " ended: " + counts.reason());
        return counts;
    }

    /** Who cannot look deletes all the same. */
    private ProcessExit exitBeforeStop() throws InterruptedException {
        try {
            return exit().orElseGet(() -> killed(AS_ASKED));
        } catch (LaunchFailedException e) {
            return killed(AS_ASKED + " Whether it had ended before is not known: " + e.getMessage());
        }
    }

    private void awaitNoPod(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (true) {
            LaunchFailedException failure;
            try {
                List<Pod> pods = cluster.pods();
                if (pods.isEmpty()) {
                    return;
                }
                failure = new LaunchFailedException(
                        "Cannot end " + id() + ": " + PodStates.progress(pods) + " still, " + most.toMillis()
                                + " ms after its Deployment was deleted. Delete the pod by force.",
                        (Throwable) null);
            } catch (LaunchFailedException e) {
                failure = e;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw failure;
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
                    deleteObjects(CLOSE_GRACE);
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
        endIsAsked = true;
        try {
            synchronized (created) {
                created.deleteNow(launch.settings());
            }
        } catch (InterruptedException e) {
            // Everything was tried, and the caller was cancelled anew.
            Thread.currentThread().interrupt();
        }
    }

    private void deleteObjects(Duration grace) throws InterruptedException {
        synchronized (created) {
            created.delete(grace);
        }
    }

    @Override
    public String toString() {
        return id() + " of " + launch.fit().plan().totalProcess();
    }
}
