package io.parley.yarn.negotiation;

import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * An application master in a container. Its first attempt starts workers, writes down in which containers, and waits to
 * be killed. Its second one adopts them, starts one more worker, gives back what is not written down, and waits to be
 * told to finish.
 */
final class ManagedMaster {

    static final int WORKERS = 4;
    /** The worker that nobody writes down. */
    static final int UNWANTED = 90;

    static final int ONE_MORE = 91;
    static final String CONFIGURATION = "yarn-site.xml";
    static final String FINISH = "finish";

    /** Where the first attempt writes the names of all threads of its process while its workers run. */
    static final String THREADS = "threads";

    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final String PROCESS = "process";

    private final Path directory;
    private final WorkerProcesses processes;

    private ManagedMaster(Path directory, WorkerProcesses processes) {
        this.directory = directory;
        this.processes = processes;
    }

    /**
     * What an attempt wrote down.
     *
     * @param process the id of its process
     * @param containers the container of every worker
     */
    record Notes(long process, Map<Integer, ContainerId> containers) {

        static Path file(Path directory, int attempt) {
            return directory.resolve("attempt-" + attempt);
        }

        void write(Path directory, int attempt) throws IOException {
            List<String> lines = new ArrayList<>();
            lines.add(PROCESS + " " + process);
            containers.forEach((worker, container) -> lines.add(worker + " " + container));
            Path draft = directory.resolve("draft-" + attempt);
            Files.write(draft, lines);
            Files.move(draft, file(directory, attempt), StandardCopyOption.ATOMIC_MOVE);
        }

        static Notes read(Path directory, int attempt) throws IOException {
            long process = 0;
            Map<Integer, ContainerId> containers = new TreeMap<>();
            for (String line : Files.readAllLines(file(directory, attempt))) {
                String[] words = line.split(" ", 2);
                if (words[0].equals(PROCESS)) {
                    process = Long.parseLong(words[1]);
                } else {
                    containers.put(Integer.valueOf(words[0]), ContainerId.fromString(words[1]));
                }
            }
            return new Notes(process, containers);
        }
    }

    public static void main(String[] arguments) throws Exception {
        new ManagedMaster(Path.of(arguments[0]), new WorkerProcesses(arguments[1])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        YarnConfiguration configuration = new YarnConfiguration();
        configuration.addResource(directory.resolve(CONFIGURATION).toUri().toURL());
        ContainerId self = ContainerId.fromString(System.getenv("CONTAINER_ID"));
        int attempt = self.getApplicationAttemptId().getAttemptId();
        YarnNegotiatorOptions options = YarnNegotiatorOptions.DEFAULT.withHeartbeat(
                new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofMillis(500)));
        try (YarnNegotiator negotiator = YarnNegotiator.open(configuration, options, new Events())) {
            Map<Integer, ContainerId> containers = attempt == 1 ? first(negotiator) : second(negotiator);
            new Notes(ProcessHandle.current().pid(), containers).write(directory, attempt);
            TestCluster.await("told to finish", WAIT, () -> Files.exists(directory.resolve(FINISH)));
            negotiator.finish(FinalApplicationStatus.SUCCEEDED, "attempt " + attempt);
        }
    }

    private DemandHandle<GrantedContainer> ask(YarnNegotiator negotiator, int worker) {
        return negotiator.ask(Workers.demand("worker " + worker, 1024), processes.starter(worker));
    }

    private static ContainerId running(DemandHandle<GrantedContainer> handle) throws Exception {
        return handle.whenRunning().get(WAIT.toSeconds(), TimeUnit.SECONDS).id();
    }

    private Map<Integer, ContainerId> first(YarnNegotiator negotiator) throws Exception {
        List<DemandHandle<GrantedContainer>> handles = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            handles.add(ask(negotiator, worker));
        }
        running(ask(negotiator, UNWANTED));
        Map<Integer, ContainerId> containers = new TreeMap<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            containers.put(worker, running(handles.get(worker)));
        }
        TestCluster.await("all run", WAIT, () -> processes.running() == WORKERS + 1);
        Files.write(
                directory.resolve(THREADS),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .sorted()
                        .toList());
        return containers;
    }

    private Map<Integer, ContainerId> second(YarnNegotiator negotiator) throws Exception {
        Map<ContainerId, Integer> known = new TreeMap<>();
        Notes.read(directory, 1).containers().forEach((worker, container) -> known.put(container, worker));
        Map<Integer, DemandHandle<GrantedContainer>> handles = new ConcurrentHashMap<>();
        negotiator.onRecovered(container -> {
            Integer worker = known.get(container.getId());
            if (worker != null) {
                handles.put(
                        worker,
                        negotiator.adopt(
                                container.getId(),
                                Workers.demand("worker " + worker, 1024).replacedWhenLost(),
                                processes.starter(worker)));
            }
        });
        TestCluster.await(
                "all are back",
                WAIT,
                () -> handles.size() == WORKERS && !negotiator.recovered().isEmpty());
        negotiator.releaseRecovered();
        handles.put(ONE_MORE, ask(negotiator, ONE_MORE));
        Map<Integer, ContainerId> containers = new TreeMap<>();
        for (Map.Entry<Integer, DemandHandle<GrantedContainer>> entry : handles.entrySet()) {
            containers.put(entry.getKey(), running(entry.getValue()));
            if (entry.getValue().state() != DemandState.RUNNING) {
                throw new IllegalStateException("Not running: " + entry.getValue());
            }
        }
        return containers;
    }
}
