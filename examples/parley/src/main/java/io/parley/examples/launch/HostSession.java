package io.parley.examples.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.core.discovery.DiscoveredEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A session on this host, where a TaskManager is started beside the JobManager. Used once. */
final class HostSession implements Session {

    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int KILLED_BY_FORCE = 137;
    private static final String DEFAULT_TASK_MANAGER = "1728m";
    private static final String LOOPBACK = "localhost";
    private static final List<String> ADDRESSES = List.of(
            "jobmanager.rpc.address",
            "jobmanager.bind-host",
            "rest.bind-address",
            "taskmanager.bind-host",
            "taskmanager.host");
    private static final List<List<String>> PORTS = List.of(
            List.of("rest.port", "rest.bind-port", "web.port"),
            List.of("jobmanager.rpc.port", "jobmanager.rpc.bind-port"));

    private final DiscoveredEnvironment environment;
    private final SessionPlan session;
    private final Path job;
    private final LaunchOutput output;

    HostSession(DiscoveredEnvironment environment, SessionPlan session, Path job, LaunchOutput output) {
        this.environment = environment;
        this.session = session;
        this.job = job;
        this.output = output;
    }

    /**
     * What is launched.
     *
     * @param jobManager the JobManager
     * @param taskManager the TaskManager
     */
    private record Requests(LaunchRequest jobManager, LaunchRequest taskManager) {}

    @Override
    public LaunchOutcome show() {
        Requests requests = requests();
        output.heading("What would be started");
        environment.requireLauncher().preview(requests.jobManager()).lines().forEach(output::line);
        environment.requireLauncher().preview(requests.taskManager()).lines().forEach(output::line);
        return LaunchOutcome.SHOWN;
    }

    @Override
    public LaunchOutcome run(Set<LaunchOption> options) throws InterruptedException {
        Requests requests = requests();
        boolean asPlanned;
        String ids;
        LaunchSteps steps = new LaunchSteps(output);
        LaunchSteps stepsOfTaskManager = new LaunchSteps(output);
        try (LaunchedProcess jobManager = launch("The launch of the JobManager", requests.jobManager(), steps)) {
            SessionWork work = new SessionWork(job, output, steps);
            asPlanned = work.with(jobManager, rest -> {
                FlinkRest.JvmMaxima maxima = work.awaitJobManager(rest);
                return compare(work, "The JobManager, planned against measured", jobManager, maxima);
            });
            try (LaunchedProcess taskManager =
                    launch("The launch of a TaskManager", requests.taskManager(), stepsOfTaskManager)) {
                asPlanned &= work.with(jobManager, rest -> {
                    FlinkRest.TaskManager found = work.awaitTaskManager(rest);
                    steps.end("it has registered as " + found.id());
                    boolean match =
                            compare(work, "The TaskManager, planned against measured", taskManager, found.maxima());
                    work.runJob(rest, () -> {});
                    return match;
                });
                if (options.contains(LaunchOption.KEEP)) {
                    work.keep(jobManager, Optional.of("The TaskManager is process " + taskManager.id() + "."));
                }
                output.heading("The end");
                asPlanned &= stop(taskManager, stepsOfTaskManager);
                asPlanned &= stop(jobManager, steps);
                ids = jobManager.id() + " and " + taskManager.id();
            }
        }
        output.line("Nothing is left: the processes " + ids + " have ended, their folders are removed.");
        return asPlanned ? LaunchOutcome.AS_PLANNED : LaunchOutcome.NOT_AS_PLANNED;
    }

    private Requests requests() {
        FlinkConfiguration configuration = configuration();
        ProcessMemoryPlan taskManager = session.resolver().taskManager(configuration);
        output.heading("The plan of a TaskManager beside it");
        output.picture(List.of(new LaunchOutput.Bar("planned", new PlanFit(taskManager, MemorySize.ZERO))));
        output.line("A host gives what is asked: both plans stay as they are.");
        Requests requests = new Requests(request(session.plan(), configuration), request(taskManager, configuration));
        admit(requests, configuration);
        return requests;
    }

    /** Refuses what this host never holds together; each process alone is the launcher's to check. */
    private void admit(Requests requests, FlinkConfiguration configuration) {
        environment.admissionCheck().ifPresent(check -> {
            Verdict together = check.instance()
                    .checkTogether(
                            List.of(
                                    requests.jobManager().requirements(),
                                    requests.taskManager().requirements()),
                            configuration,
                            session.resolver().lowering(configuration))
                    .verdict();
            for (Verdict reason : together.reasons()) {
                switch (reason.outcome()) {
                    case ADMIT -> {}
                    case WAIT -> output.line("Remark: " + reason.explain().substring("WAIT  ".length()));
                    case NEVER ->
                        throw new ResourceTranslationException(
                                "Cannot launch the JobManager and the TaskManager on this host", reason.asRefusal());
                }
            }
        });
    }

    private LaunchRequest request(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return LaunchRequest.of(
                        environment.resourceTranslator().requirements(plan, configuration),
                        configuration,
                        session.distribution())
                .fitter(session.fitter())
                .build();
    }

    /** Gives the configuration with what a session on this host alone needs and the user left open. */
    private FlinkConfiguration configuration() {
        FlinkConfiguration given = session.configuration();
        Map<String, String> added = new LinkedHashMap<>();
        ADDRESSES.stream().filter(key -> !given.contains(key)).forEach(key -> added.put(key, LOOPBACK));
        List<String> chosen = new ArrayList<>();
        List<List<String>> open = PORTS.stream()
                .filter(keys -> keys.stream().noneMatch(given::contains))
                .toList();
        List<Integer> free = freePorts(open.size());
        for (int i = 0; i < open.size(); i++) {
            String key = open.get(i).get(0);
            added.put(key, Integer.toString(free.get(i)));
            chosen.add(key + " " + free.get(i));
        }
        if (!chosen.isEmpty()) {
            output.line("Free ports, where the configuration names none: " + String.join(", ", chosen) + ".");
        }
        boolean sized = given.keys().stream()
                .anyMatch(key -> key.startsWith("taskmanager.memory.") || key.startsWith("taskmanager.heap."));
        if (!sized) {
            added.put("taskmanager.memory.process.size", DEFAULT_TASK_MANAGER);
            output.line("The configuration gives no size of a TaskManager: it gets taskmanager.memory.process.size "
                    + DEFAULT_TASK_MANAGER + ".");
        }
        return given.overlaidWith(added, Origin.PROGRAM);
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports = open.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : open) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find a free port on this host", e);
        }
    }

    private LaunchedProcess launch(String title, LaunchRequest request, LaunchSteps steps) throws InterruptedException {
        output.heading(title);
        LaunchedProcess process = environment.requireLauncher().launch(request, steps);
        steps.endPhase(process.id());
        process.remarks().forEach(remark -> output.line("Remark: " + remark));
        return process;
    }

    private static boolean compare(
            SessionWork work, String title, LaunchedProcess process, FlinkRest.JvmMaxima maxima) {
        MeasuredArguments arguments = MeasuredArguments.of(ProcessCommandLines.ofProcess(Long.parseLong(process.id())));
        return work.compare(
                title,
                process.fit(),
                new PlanMeasurement(Optional.empty(), arguments, maxima.heap(), maxima.metaspace()));
    }

    private static boolean stop(LaunchedProcess process, LaunchSteps steps) throws InterruptedException {
        ProcessExit exit = process.stop(STOP);
        int status = exit.status().orElse(0);
        steps.endPhase(exit.reason() + ", exit status " + status);
        return status != KILLED_BY_FORCE;
    }
}
