package io.parley.examples.launch;

import io.parley.api.environment.PlanFit;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchedProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What every session shows of itself, wherever it runs: planned against measured, and a job. Not thread-safe. */
final class SessionWork {

    private static final String JOB = "io.parley.examples.job.TinyJob";
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration KEEP = Duration.ofDays(365);

    private final Path job;
    private final LaunchOutput output;
    private final LaunchSteps steps;

    SessionWork(Path job, LaunchOutput output, LaunchSteps steps) {
        this.job = job;
        this.output = output;
        this.steps = steps;
    }

    /** Something that is asked of a JobManager. */
    @FunctionalInterface
    interface Task<T> {
        T with(FlinkRest rest) throws IOException, InterruptedException;
    }

    /** Something that is done meanwhile. */
    @FunctionalInterface
    interface Interlude {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Does something with a JobManager.
     *
     * @throws LaunchFailedException if it does not answer, with how it ended if it did
     */
    <T> T with(LaunchedProcess process, Task<T> task) throws InterruptedException {
        URI address = process.restAddress()
                .orElseThrow(() -> new LaunchFailedException(
                        "Cannot measure " + process.id() + ": it announced no REST endpoint.", (Throwable) null));
        FlinkRest rest = new FlinkRest(address);
        steps.begin("Waiting for the REST endpoint at " + address);
        try {
            return task.with(rest);
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

    /** Waits for the sizes of a JobManager's JVM; ends the step that waits for its endpoint. */
    FlinkRest.JvmMaxima awaitJobManager(FlinkRest rest) throws IOException, InterruptedException {
        String version = rest.awaitVersion(ANSWER);
        FlinkRest.JvmMaxima maxima = rest.awaitJobManagerMaxima(ANSWER);
        steps.end("Flink " + version + " answers");
        return maxima;
    }

    FlinkRest.TaskManager awaitTaskManager(FlinkRest rest) throws IOException, InterruptedException {
        return rest.awaitTaskManager(ANSWER);
    }

    /** Shows a plan beside what was measured; tells whether they agree. */
    boolean compare(String title, PlanFit fit, PlanMeasurement measurement) {
        return compare(title, PlanComparison.of(fit, measurement));
    }

    /** Shows a comparison; tells whether what was compared agrees. */
    boolean compare(String title, PlanComparison comparison) {
        output.heading(title);
        output.table(
                List.of("", "planned", "measured", "match", "measured by"),
                comparison.rows().stream().map(PlanComparison.Row::cells).toList());
        return comparison.isAsPlanned();
    }

    /** Runs a small job; the interlude comes between its submission and its end. */
    void runJob(FlinkRest rest, Interlude interlude) throws IOException, InterruptedException {
        output.heading("A job");
        steps.begin("Running a job that counts to ten");
        String id = rest.run(rest.upload(job), JOB);
        steps.end("submitted as " + id);
        interlude.run();
        steps.begin("Waiting for the job's end");
        String state = rest.awaitJobEnd(id, ANSWER);
        steps.end(state);
        if (!state.equals("FINISHED")) {
            throw new IOException("The job " + id + " ended as " + state + ".");
        }
    }

    /** Waits until this process is told to end, or the session ends by itself. */
    void keep(LaunchedProcess process, Optional<String> hint) {
        output.heading("The session keeps running");
        process.restAddress().ifPresent(address -> output.line("Flink's web interface: " + address));
        hint.ifPresent(output::line);
        output.line("Press Ctrl-C to end " + process.id() + ".");
        try {
            output.line("It ended by itself: " + process.awaitExit(KEEP));
        } catch (TimeoutException e) {
            output.line("It ran for " + KEEP.toDays() + " days.");
        } catch (InterruptedException e) {
            // The way this is meant to end; what follows ends the session.
        }
    }
}
