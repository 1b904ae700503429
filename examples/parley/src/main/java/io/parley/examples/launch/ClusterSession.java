package io.parley.examples.launch;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.core.discovery.DiscoveredEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A session on YARN, whose JobManager asks for its TaskManagers itself. Used once. */
final class ClusterSession implements Session {

    private static final String ENTRY_POINT = "org.apache.flink.yarn.entrypoint.YarnSessionClusterEntrypoint";
    private static final Duration STOP = Duration.ofSeconds(20);

    private final DiscoveredEnvironment environment;
    private final SessionPlan session;
    private final SessionWork work;
    private final LaunchOutput output;
    private final LaunchSteps steps;

    ClusterSession(DiscoveredEnvironment environment, SessionPlan session, Path job, LaunchOutput output) {
        this.environment = environment;
        this.session = session;
        this.output = output;
        this.steps = new LaunchSteps(output);
        this.work = new SessionWork(job, output, steps);
    }

    @Override
    public LaunchOutcome show() {
        LaunchRequest request = TranslatedRequest.of(environment, session, output);
        output.heading("What would be started");
        environment.requireLauncher().preview(request).lines().forEach(output::line);
        return LaunchOutcome.SHOWN;
    }

    @Override
    public LaunchOutcome run(Set<LaunchOption> options) throws InterruptedException {
        LaunchRequest request = TranslatedRequest.of(environment, session, output);
        output.heading("The launch");
        try (LaunchedProcess process = environment.requireLauncher().launch(request, steps)) {
            steps.endPhase(process.id());
            process.remarks().forEach(remark -> output.line("Remark: " + remark));
            boolean asPlanned = showAtWork(process);
            if (options.contains(LaunchOption.KEEP)) {
                keep(process);
            }
            return stop(process) && asPlanned ? LaunchOutcome.AS_PLANNED : LaunchOutcome.NOT_AS_PLANNED;
        }
    }

    /** Measures the JobManager and lets it work; tells whether it is as planned. */
    private boolean showAtWork(LaunchedProcess process) throws InterruptedException {
        return work.with(process, rest -> {
            FlinkRest.JvmMaxima maxima = work.awaitJobManager(rest);
            boolean asPlanned = work.compare(
                    "Planned against measured",
                    process.fit(),
                    new PlanMeasurement(
                            Optional.of(process.grant().memory()),
                            jvmArguments(process),
                            maxima.heap(),
                            maxima.metaspace()));
            work.runJob(rest, () -> {
                steps.begin("Flink asks " + environment.name() + " for a TaskManager");
                FlinkRest.TaskManager taskManager = work.awaitTaskManager(rest);
                steps.end(taskManager.id() + ", heap maximum "
                        + taskManager.maxima().heap());
            });
            return asPlanned;
        });
    }

    private static MeasuredArguments jvmArguments(LaunchedProcess process) {
        return MeasuredArguments.of(
                ProcessCommandLines.isSupported()
                        ? ProcessCommandLines.find(process.id(), ENTRY_POINT)
                        : Optional.empty());
    }

    /** Waits until this process is told to end, or the session ends by itself. */
    private void keep(LaunchedProcess process) {
        work.keep(
                process,
                session.configuration()
                        .environmentVariable("HADOOP_CONF_DIR")
                        .map(directory -> "Hadoop's configuration: HADOOP_CONF_DIR=" + directory));
    }

    private boolean stop(LaunchedProcess process) throws InterruptedException {
        output.heading("The end");
        ProcessExit exit = process.stop(STOP);
        steps.endPhase(exit.reason() == ExitReason.COMPLETED ? "SUCCEEDED" : exit.toString());
        return exit.reason() == ExitReason.COMPLETED;
    }
}
