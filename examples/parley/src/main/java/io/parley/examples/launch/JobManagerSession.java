package io.parley.examples.launch;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.core.discovery.DiscoveredEnvironment;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A JobManager in an environment of which nothing is known but what its translator and its launcher tell: nobody
 * promises TaskManagers there, so no job runs, and where its REST endpoint cannot be reached from here, it is not
 * measured. Its command line is read where it runs on this host. Used once.
 */
final class JobManagerSession implements Session {

    private final DiscoveredEnvironment environment;
    private final SessionPlan session;
    private final SessionWork work;
    private final LaunchOutput output;
    private final LaunchSteps steps;

    JobManagerSession(DiscoveredEnvironment environment, SessionPlan session, Path job, LaunchOutput output) {
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
            boolean asPlanned = measure(process);
            output.line("No job runs: nobody starts TaskManagers for a JobManager on " + environment.name() + ".");
            if (options.contains(LaunchOption.KEEP)) {
                work.keep(process, Optional.empty());
            }
            return stop(process) && asPlanned ? LaunchOutcome.AS_PLANNED : LaunchOutcome.NOT_AS_PLANNED;
        }
    }

    /** Measures what can be measured from here; tells whether that is as planned. */
    private boolean measure(LaunchedProcess process) throws InterruptedException {
        Optional<String> obstacle = obstacle(process.restAddress());
        if (obstacle.isPresent()) {
            boolean asPlanned = work.compare(
                    "Planned against granted",
                    PlanComparison.ofGrant(process.fit(), process.grant().memory()));
            output.line("The JVM of " + process.id() + " is not measured: " + obstacle.get());
            return asPlanned;
        }
        return work.with(process, rest -> {
            FlinkRest.JvmMaxima maxima = work.awaitJobManager(rest);
            return work.compare(
                    "Planned against measured",
                    process.fit(),
                    new PlanMeasurement(
                            Optional.of(process.grant().memory()),
                            jvmArguments(process),
                            maxima.heap(),
                            maxima.metaspace()));
        });
    }

    /** Finds the process where it is one of this host that was told its id, as Mesos' tasks are. */
    private static MeasuredArguments jvmArguments(LaunchedProcess process) {
        if (!ProcessCommandLines.isSupported()) {
            return MeasuredArguments.none("this system shows no command lines");
        }
        return ProcessCommandLines.ofContainer(process.id())
                .map(found -> MeasuredArguments.of(found.jvmArguments()))
                .orElseGet(() -> MeasuredArguments.none("no process of this host that may be read is " + process.id()));
    }

    /** Gives why a REST endpoint cannot be asked from here, if that is so. */
    private static Optional<String> obstacle(Optional<URI> restAddress) {
        if (restAddress.isEmpty()) {
            return Optional.of("it announced no REST endpoint.");
        }
        String host = restAddress.get().getHost();
        if (host == null) {
            return Optional.of("its REST endpoint is at " + restAddress.get()
                    + ", and the name of its host cannot be part of an address that is asked.");
        }
        try {
            InetAddress.getByName(host);
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("its REST endpoint is at " + restAddress.get() + ", and this host knows no " + host
                    + ". Launch it from where that name is known.");
        }
    }

    private boolean stop(LaunchedProcess process) throws InterruptedException {
        output.heading("The end");
        ProcessExit exit = process.stop();
        steps.endPhase(exit.toString());
        return exit.reason() == ExitReason.COMPLETED || exit.reason() == ExitReason.KILLED;
    }
}
