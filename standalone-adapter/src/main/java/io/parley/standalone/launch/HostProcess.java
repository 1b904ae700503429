package io.parley.standalone.launch;

import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessEnding;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.Remark;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A Flink process on this host. Thread-safe. */
final class HostProcess implements LaunchedProcess {

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);

    private final ChildProcess child;
    private final ProcessFolder folder;
    private final LaunchListener listener;
    private final Started started;
    private final ProcessEnding ending = new ProcessEnding();

    /**
     * What is known once the process runs.
     *
     * @param grant what the host gave, which is what was asked
     * @param fit the plan that was started
     * @param remarks what is worth knowing
     * @param rest where the JobManager's REST endpoint listens
     */
    record Started(Grant grant, PlanFit fit, List<Remark> remarks, Optional<URI> rest) {

        /** Copies the list. */
        Started {
            remarks = List.copyOf(remarks);
        }
    }

    HostProcess(ChildProcess child, ProcessFolder folder, LaunchListener listener, Started started) {
        this.child = child;
        this.folder = folder;
        this.listener = listener;
        this.started = started;
    }

    /** Gives the process id. */
    @Override
    public String id() {
        return Long.toString(child.pid());
    }

    @Override
    public Grant grant() {
        return started.grant();
    }

    @Override
    public PlanFit fit() {
        return started.fit();
    }

    @Override
    public List<Remark> remarks() {
        return started.remarks();
    }

    @Override
    public Optional<URI> restAddress() {
        return started.rest();
    }

    @Override
    public ProcessExit awaitExit(Duration timeout) throws TimeoutException, InterruptedException {
        // The folder with its last lines goes when this is closed.
        if (ending.exit().isEmpty()) {
            child.awaitExit(timeout).ifPresent(ending::remember);
        }
        return ending.exit()
                .orElseThrow(() -> new TimeoutException(
                        "The process " + id() + " still runs after " + timeout.toMillis() + " ms."));
    }

    @Override
    public ProcessExit stop(Duration grace) throws InterruptedException {
        boolean running = child.isAlive();
        if (running) {
            say("ending the process " + id());
        }
        ProcessExit exit = ending.remember(child.stop(grace));
        if (running) {
            say("the process " + id() + " ended: " + exit.reason());
        }
        return exit;
    }

    private void say(String message) {
        listener.onEvent(new LaunchEvent(Phase.STOP, message));
    }

    /** Leaves the process running when this is closed or this process ends; its folder then stays as well. */
    @Override
    public void detach() {
        ending.detach();
        child.letGo();
    }

    @Override
    public void close() {
        ending.close(new ProcessEnding.Closing() {
            @Override
            public void end() throws InterruptedException {
                stop(CLOSE_GRACE);
            }

            @Override
            public void endByForce() {
                child.endByForce();
            }

            @Override
            public void release() {
                // Its last lines go with the folder.
                child.exit().ifPresent(ending::remember);
                if (!ending.isDetached() || !child.isAlive()) {
                    folder.delete().ifPresent(HostProcess.this::say);
                }
            }
        });
    }

    @Override
    public String toString() {
        return id() + " of " + started.fit().plan().totalProcess();
    }
}
