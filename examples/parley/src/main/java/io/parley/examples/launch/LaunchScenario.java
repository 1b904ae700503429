package io.parley.examples.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.MemoryPlanResolver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Launches a Flink session from a configuration and shows that it got what was planned: the plan, what the environment
 * grants and how the plan grows into that, the running JobManager measured, a job on a TaskManager, which Flink itself
 * asks for where there is somebody to ask, and a graceful end.
 *
 * <p>Whatever happens, this process's being told to end included, nothing is left running and nothing staged is left
 * behind.
 */
public final class LaunchScenario {

    private static final Duration CLEAN_UP = Duration.ofSeconds(40);

    private final LaunchInput input;
    private final ExamplesDirectory examples;
    private final LaunchOutput output;

    /**
     * Makes the scenario.
     *
     * @param input what to launch
     * @param examples the built examples, with the jars to launch
     * @param output where to show what happens
     */
    public LaunchScenario(LaunchInput input, ExamplesDirectory examples, LaunchOutput output) {
        this.input = input;
        this.examples = examples;
        this.output = output;
    }

    /**
     * Runs it.
     *
     * @return how it ended
     * @throws IllegalArgumentException if an option or the configuration is wrong by itself
     * @throws MemoryConfigurationException if the configuration gives no plan
     * @throws ResourceTranslationException if the environment cannot hold or express the plan
     * @throws IllegalStateException if there is no launcher for the environment, or its cluster does not start
     * @throws LaunchFailedException if the session does not run, does not answer, or fails at its work
     * @throws InterruptedException if it was cancelled
     */
    public LaunchOutcome run() throws InterruptedException {
        Optional<EmbeddedCluster> embedded = embedded();
        FlinkDistribution distribution = distribution();
        MemoryPlanResolver resolver = MemoryPlanResolver.of(
                distribution.version(), input.environment().description());
        ProcessMemoryPlan plan = resolver.jobManager(input.configuration());
        output.heading("The plan of a JobManager of Flink " + distribution.version());
        output.picture(List.of(new LaunchOutput.Bar("planned", new PlanFit(plan, MemorySize.ZERO))));
        plan.remarks().forEach(remark -> output.line("Remark: " + remark));
        TerminationGuard guard = TerminationGuard.ofCurrentThread(CLEAN_UP);
        try {
            Session.Factory factory = Session.factory(input.environment().name());
            ConfiguredSession session = configuration -> factory.of(
                    input.environment(),
                    new SessionPlan(
                            distribution,
                            plan,
                            configuration,
                            resolver,
                            input.grantPolicy().bind(resolver, configuration)),
                    examples.tinyJob(),
                    output);
            if (input.options().contains(LaunchOption.DRY_RUN)) {
                return embedded.isPresent()
                        ? embedded.get()
                                .shown(
                                        input.configuration(),
                                        configuration ->
                                                session.with(configuration).show())
                        : session.with(input.configuration()).show();
            }
            return embedded.isPresent()
                    ? launchEmbedded(embedded.get(), session, guard)
                    : session.with(input.configuration()).run(input.options());
        } finally {
            guard.close();
        }
    }

    /** A session that only lacks its configuration, which says where the cluster is. */
    @FunctionalInterface
    private interface ConfiguredSession {
        Session with(FlinkConfiguration configuration);
    }

    private FlinkDistribution distribution() {
        return input.flinkHome()
                .map(FlinkDistributions::ofHome)
                .orElseGet(() -> FlinkDistributions.collected(examples, input.flinkVersion()));
    }

    private Optional<EmbeddedCluster> embedded() {
        if (!input.options().contains(LaunchOption.EMBEDDED)) {
            return Optional.empty();
        }
        return Optional.of(EmbeddedCluster.of(input.environment().name())
                .orElseThrow(() -> new IllegalArgumentException("Cannot bring up a cluster for the environment "
                        + input.environment().name() + ": --embedded brings up YARN, or a simulator of Mesos."
                        + " Choose --environment yarn or --environment mesos, or leave --embedded out.")));
    }

    private LaunchOutcome launchEmbedded(EmbeddedCluster cluster, ConfiguredSession session, TerminationGuard guard)
            throws InterruptedException {
        LaunchSteps steps = new LaunchSteps(output);
        steps.begin("Starting " + cluster.longName());
        EmbeddedCluster.Running running = cluster.start();
        try {
            steps.end("it runs on loopback");
            guard.check();
            return session.with(running.pointHere().apply(input.configuration()))
                    .run(input.options());
        } finally {
            steps.begin("Stopping " + cluster.shortName());
            running.end().run();
            steps.end("nothing is left of it");
        }
    }
}
