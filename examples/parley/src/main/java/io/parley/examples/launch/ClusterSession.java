package io.parley.examples.launch;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.translation.Translation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Launches one session where its configuration says, shows it at work and ends it. Used once. */
final class SessionLaunch {

    private static final String ENTRY_POINT = "org.apache.flink.yarn.entrypoint.YarnSessionClusterEntrypoint";
    private static final String JOB = "io.parley.examples.job.TinyJob";
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration KEEP = Duration.ofDays(365);

    private final DiscoveredEnvironment environment;
    private final SessionPlan session;
    private final Path job;
    private final LaunchOutput output;
    private final LaunchSteps steps;

    SessionLaunch(DiscoveredEnvironment environment, SessionPlan session, Path job, LaunchOutput output) {
        this.environment = environment;
        this.session = session;
        this.job = job;
        this.output = output;
        this.steps = new LaunchSteps(output);
    }

    /** Shows what would be launched. */
    LaunchOutcome show() {
        LaunchRequest request = request();
        output.heading("What would be started");
        environment.requireLauncher().preview(request).lines().forEach(output::line);
        return LaunchOutcome.SHOWN;
    }

    /** Launches, measures, works and ends. */
    LaunchOutcome run(Set<LaunchOption> options) throws InterruptedException {
        LaunchRequest request = request();
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

    /** Translates the plan, shows what it grows into, and makes the request. */
    private LaunchRequest request() {
        EnvironmentLimits limits = environment
                .limitsSource()
                .flatMap(source -> source.instance().find(session.configuration()))
                .orElseGet(() -> environment.resourceTranslator().assumedLimits());
        Translation<?> translation = translate(environment.resourceTranslator(), limits);
        output.heading("What " + environment.name() + " will grant");
        List<List<String>> rows = new ArrayList<>();
        translation
                .asked()
                .amounts()
                .forEach((name, amount) -> rows.add(List.of(
                        name,
                        amount.toPlainString(),
                        Optional.ofNullable(translation.granted().get(name))
                                .map(granted -> granted.toPlainString())
                                .orElse("-"))));
        output.table(List.of("", "needed", "will be granted"), rows);
        if (translation.grant().certainty() == Certainty.ASSUMED) {
            output.line("These limits are only the usual ones: nothing told those of this environment,"
                    + " so the plan does not grow.");
        } else {
            showGrowth(translation.fit());
        }
        return LaunchRequest.of(translation.requirements(), session.configuration(), session.distribution())
                .fitter(session.fitter())
                .build();
    }

    private <R> Translation<R> translate(ResourceTranslator<R> translator, EnvironmentLimits limits) {
        return Translation.of(translator, session.plan(), session.configuration(), limits, session.fitter());
    }

    private void showGrowth(PlanFit fit) {
        output.picture(List.of(
                new LaunchOutput.Bar("planned", new PlanFit(session.plan(), MemorySize.ZERO)),
                new LaunchOutput.Bar("in the grant", fit)));
        fit.plan().components().forEach((part, size) -> {
            MemorySize before = session.plan().size(part).orElse(MemorySize.ZERO);
            if (!size.equals(before)) {
                output.line(part + " grows from " + before.bytes() + " to " + size.bytes() + " bytes.");
            }
        });
    }

    /** Measures the JobManager and lets it work; tells whether it is as planned. */
    private boolean showAtWork(LaunchedProcess process) throws InterruptedException {
        URI address = process.restAddress()
                .orElseThrow(() -> new LaunchFailedException(
                        "Cannot measure " + process.id() + ": it announced no REST endpoint.", (Throwable) null));
        FlinkRest rest = new FlinkRest(address);
        try {
            steps.begin("Waiting for the REST endpoint at " + address);
            String version = rest.awaitVersion(ANSWER);
            FlinkRest.JvmMaxima maxima = rest.awaitJobManagerMaxima(ANSWER);
            steps.end("Flink " + version + " answers");
            boolean asPlanned = compare(process, maxima);
            runJob(rest);
            return asPlanned;
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot show " + process.id() + " at work. " + e.getMessage() + ending(process), e);
        }
    }

    /** Gives how a process ended that does not answer any more, if it did. */
    private static String ending(LaunchedProcess process) throws InterruptedException {
        try {
            return " It ended: " + process.awaitExit(Duration.ZERO);
        } catch (TimeoutException e) {
            return " It still runs; see its logs.";
        }
    }

    private boolean compare(LaunchedProcess process, FlinkRest.JvmMaxima maxima) {
        Optional<List<String>> arguments = ProcessCommandLines.isSupported()
                ? ProcessCommandLines.find(process.id(), ENTRY_POINT).map(ProcessCommandLine::jvmArguments)
                : Optional.empty();
        PlanComparison comparison = PlanComparison.of(
                process.fit(),
                new PlanMeasurement(process.grant().memory(), arguments, maxima.heap(), maxima.metaspace()));
        output.heading("Planned against measured");
        output.table(
                List.of("", "planned", "measured", "match", "measured by"),
                comparison.rows().stream().map(PlanComparison.Row::cells).toList());
        return comparison.isAsPlanned();
    }

    private void runJob(FlinkRest rest) throws IOException, InterruptedException {
        output.heading("A job");
        steps.begin("Running a job that counts to ten");
        String id = rest.run(rest.upload(job), JOB);
        steps.end("submitted as " + id);
        steps.begin("Flink asks " + environment.name() + " for a TaskManager");
        FlinkRest.TaskManager taskManager = rest.awaitTaskManager(ANSWER);
        steps.end(taskManager.id() + ", heap maximum " + taskManager.maxima().heap());
        steps.begin("Waiting for the job's end");
        String state = rest.awaitJobEnd(id, ANSWER);
        steps.end(state);
        if (!state.equals("FINISHED")) {
            throw new IOException("The job " + id + " ended as " + state + ".");
        }
    }

    /** Waits until this process is told to end, or the session ends by itself. */
    private void keep(LaunchedProcess process) {
        output.heading("The session keeps running");
        process.restAddress().ifPresent(address -> output.line("Flink's web interface: " + address));
        session.configuration()
                .environmentVariable("HADOOP_CONF_DIR")
                .ifPresent(directory -> output.line("Hadoop's configuration: HADOOP_CONF_DIR=" + directory));
        output.line("Press Ctrl-C to end " + process.id() + ".");
        try {
            output.line("It ended by itself: " + process.awaitExit(KEEP));
        } catch (TimeoutException e) {
            output.line("It ran for " + KEEP.toDays() + " days.");
        } catch (InterruptedException e) {
            // The way this is meant to end; what follows ends the session.
        }
    }

    private boolean stop(LaunchedProcess process) throws InterruptedException {
        output.heading("The end");
        ProcessExit exit = process.stop(STOP);
        steps.endPhase(exit.reason() == ExitReason.COMPLETED ? "SUCCEEDED" : exit.toString());
        return exit.reason() == ExitReason.COMPLETED;
    }
}
