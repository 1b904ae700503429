package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.task.Watchdog;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A simulator of a Mesos master and its agents, not Mesos: it speaks the v1 scheduler API over HTTP on loopback as a
 * recorded master did, and runs tasks as processes of this machine, without containers. Thread-safe.
 *
 * <p>Nothing of it is left when it is closed, nor when this process ends in any other way.
 */
public final class MesosSimulator implements AutoCloseable {

    private final WorkFolder work;
    private final AgentPorts ports;
    private final Watchdog watchdog;
    private final MasterLoop loop;
    private final AgentFiles files;
    private final Cluster cluster;
    private final Allocator allocator;
    private final Subscriptions subscriptions;
    private final EventFaults eventFaults = new EventFaults();
    private final CallFaults callFaults = new CallFaults();
    private final AgentScript agents;
    private final MasterScript masters;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MesosSimulator(
            SimulatorSettings settings, MasterLoop loop, WorkFolder work, Watchdog watchdog, AgentPorts ports) {
        this.work = work;
        this.ports = ports;
        this.watchdog = watchdog;
        this.loop = loop;
        files = new AgentFiles(work.path());
        boolean started = false;
        try {
            cluster = new Cluster(loop, settings, ports, files.port());
            allocator = new Allocator(cluster);
            Tasks tasks = new Tasks(cluster, new TaskRun.Place(loop, watchdog, work.path(), settings));
            subscriptions = new Subscriptions(cluster, allocator, eventFaults);
            Calls calls = new Calls(cluster, subscriptions, allocator, tasks, callFaults);
            masters = new MasterScript(
                    cluster,
                    allocator,
                    subscriptions,
                    new SchedulerApi(settings.credentials(), calls, callFaults, loop),
                    "Parley's simulator of Mesos, not Mesos. The files of its tasks are below " + work.path() + ".\n");
            agents = new AgentScript(cluster, allocator);
            loop.every(settings.masterTimes().allocationInterval(), allocator::allocate);
            started = true;
        } finally {
            if (!started) {
                files.close();
            }
        }
    }

    /**
     * Starts one with the {@linkplain SimulatorSettings#usual() usual settings}.
     *
     * @return the running simulator
     * @throws UncheckedIOException if it cannot be started; nothing of it is left behind
     */
    public static MesosSimulator start() {
        return start(SimulatorSettings.usual());
    }

    /**
     * Starts one.
     *
     * @param settings how it is set
     * @return the running simulator
     * @throws UncheckedIOException if it cannot be started; nothing of it is left behind
     */
    public static MesosSimulator start(SimulatorSettings settings) {
        return start(settings, new MasterLoop(settings.factor()));
    }

    static MesosSimulator start(SimulatorSettings settings, MasterLoop loop) {
        WorkFolder work = WorkFolder.create();
        Watchdog watchdog = null;
        AgentPorts ports = new AgentPorts(settings.ports());
        MesosSimulator simulator = null;
        try {
            watchdog = Watchdog.start(work.path());
            simulator = new MesosSimulator(settings, loop, work, watchdog, ports);
            return simulator;
        } finally {
            if (simulator == null) {
                loop.close();
                if (watchdog != null) {
                    watchdog.close();
                }
                ports.close();
                work.close();
            }
        }
    }

    /**
     * Gives where the leading master is.
     *
     * @return such as {@code http://127.0.0.1:35051}
     */
    public URI address() {
        return masters.leader();
    }

    /**
     * Gives the folder of everything that tasks write.
     *
     * @return an absolute path; it is deleted by {@link #close()}
     */
    public Path workDirectory() {
        return work.path();
    }

    /**
     * Gives the sandbox of a task.
     *
     * @param task its id
     * @return the folder, if there is such a task and its last update is not acknowledged yet
     */
    public Optional<Path> sandbox(String task) {
        return loop.call(() -> cluster.agents().stream()
                .flatMap(agent -> agent.tasks().stream())
                .filter(each -> each.id().equals(task))
                .flatMap(each -> each.run().sandbox().stream())
                .reduce((first, second) -> second));
    }

    /**
     * Gives the processes of tasks that run.
     *
     * @return without what they have started
     */
    public List<ProcessHandle> processes() {
        return loop.call(() -> cluster.agents().stream()
                .flatMap(agent -> agent.tasks().stream())
                .flatMapToLong(task -> task.pid().stream())
                .mapToObj(ProcessHandle::of)
                .flatMap(Optional::stream)
                .filter(ProcessHandle::isAlive)
                .toList());
    }

    /**
     * Scripts what goes wrong with events.
     *
     * @return the script
     */
    public EventFaults events() {
        return eventFaults;
    }

    /**
     * Scripts what goes wrong with calls.
     *
     * @return the script
     */
    public CallFaults calls() {
        return callFaults;
    }

    /**
     * Scripts what happens to agents.
     *
     * @return the script
     */
    public AgentScript agents() {
        return agents;
    }

    /**
     * Scripts what happens to masters.
     *
     * @return the script
     */
    public MasterScript masters() {
        return masters;
    }

    AgentPorts ports() {
        return ports;
    }

    /** Offers what is free, as is done at every interval. */
    void allocate() {
        loop.perform(() -> {
            allocator.allocate();
        });
    }

    /** Rescinds all offers. */
    public void rescindOffers() {
        loop.perform(() -> {
            cluster.offers().all().forEach(offer -> cluster.offers().rescind(offer.id()));
        });
    }

    /** Ends all streams of events without a last chunk; frameworks may come back. */
    public void cutStreams() {
        loop.perform(() -> {
            cluster.frameworks().stream()
                    .map(Framework::subscription)
                    .filter(Objects::nonNull)
                    .forEach(subscription -> subscription.stream().cut());
        });
    }

    /**
     * Sends bytes to all streams of events as they are, in one chunk.
     *
     * @param bytes any, also what is not a record
     */
    public void sendRaw(byte[] bytes) {
        loop.perform(() -> {
            cluster.frameworks().stream()
                    .map(Framework::subscription)
                    .filter(Objects::nonNull)
                    .forEach(subscription -> subscription.stream().sendRaw(bytes));
        });
    }

    /**
     * Removes a framework as an operator does, with its tasks.
     *
     * @param framework its id
     */
    public void removeFramework(String framework) {
        loop.perform(() -> {
            Framework known = cluster.framework(framework);
            if (known != null) {
                subscriptions.remove(known);
            }
        });
    }

    /** Ends the tasks that still run and the masters, and deletes everything that was written. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // Ending is bounded, and an interrupt would only leave something behind.
        FutureTask<?> ending = new FutureTask<>(this::end, null);
        new Thread(ending, "mesos-simulator-end").start();
        boolean interrupted = false;
        try {
            while (!hasEnded(ending)) {
                interrupted = true;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for the end; tells whether it came, or only an interrupt. */
    private static boolean hasEnded(FutureTask<?> ending) {
        try {
            ending.get();
            return true;
        } catch (InterruptedException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("The Mesos simulator did not end: " + e.getCause(), e);
        }
    }

    /** Ends everything, also where the end of something else fails. */
    private void end() {
        try (ports;
                work;
                watchdog;
                loop) {
            try {
                masters.close();
                files.close();
            } finally {
                loop.perform(() -> {
                    cluster.agents().stream()
                            .flatMap(agent -> agent.tasks().stream())
                            .forEach(task -> task.run().destroyAndWait());
                });
            }
        }
    }
}
