package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.FreePorts;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.yarn.YarnResourceTranslator;
import io.parley.yarn.launch.ApplicationStaging;
import io.parley.yarn.launch.ContainerLaunch;
import io.parley.yarn.launch.FlinkEntryPoints;
import io.parley.yarn.launch.StagedFiles;
import io.parley.yarn.negotiation.ContainerStarter;
import io.parley.yarn.negotiation.GrantedContainer;
import io.parley.yarn.negotiation.UnmanagedApplication;
import io.parley.yarn.negotiation.YarnNegotiator;
import io.parley.yarn.negotiation.YarnNegotiatorOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JobManager and its TaskManager, both in containers that an application master of another kind negotiates. */
@Timeout(300)
class NegotiatedTaskManagerIT {

    private static final String RUNNER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final FlinkVersion VERSION = FlinkVersion.parse("2.3.0");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void aTaskManagerHasItsPlanAndWorksForItsJobManager() throws Exception {
        try (LaunchTestBed bed = new LaunchTestBed()) {
            FlinkConfiguration configuration = bed.configuration(
                    VERSION,
                    Map.of("taskmanager.memory.process.size", "1600m", "env.java.opts.taskmanager", "-XX:+UseG1GC"));
            YarnResourceTranslator translator = new YarnResourceTranslator();
            MemoryPlanResolver resolver = MemoryPlanResolver.of(VERSION, translator.environment());
            YarnNegotiatorOptions options =
                    YarnNegotiatorOptions.DEFAULT.withFitter(GrantPolicy.REPLAN.bind(resolver, configuration));
            List<Integer> ports = FreePorts.choose(2);
            RecordingListener told = new RecordingListener();
            try (UnmanagedApplication application =
                            UnmanagedApplication.submit(bed.hadoop(), "custom", "default", Duration.ofMinutes(1));
                    YarnNegotiator negotiator = application.negotiate(options, told)) {
                ContainerStarter starter =
                        starter(bed.hadoop(), configuration, application.id().toString(), ports);
                DemandHandle<GrantedContainer> jobManager = negotiator.ask(
                        Demand.of(
                                "JobManager",
                                translator.requirements(resolver.jobManager(configuration), configuration)),
                        starter);
                DemandHandle<GrantedContainer> taskManager = negotiator.ask(
                        Demand.of(
                                "TaskManager",
                                translator.requirements(resolver.taskManager(configuration), configuration)),
                        starter);
                jobManager.whenRunning().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                GrantedContainer granted = taskManager.whenRunning().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                FlinkRest rest = new FlinkRest(URI.create("http://localhost:" + ports.get(1)));
                assertThat(rest.awaitVersion(LIMIT)).isEqualTo(VERSION.toString());
                FlinkRest.TaskManager registered = rest.awaitTaskManager(LIMIT);
                assertAsPlanned(granted, application.id().toString(), registered);
                String job = rest.run(rest.upload(LaunchTestBed.EXAMPLES.tinyJob()), "io.parley.examples.job.TinyJob");
                assertThat(rest.awaitJobEnd(job, LIMIT)).isEqualTo("FINISHED");
                assertThat(told.said()).hasSizeGreaterThan(3).allSatisfy(Secrets::assertNoneIn);
                Stream.of(jobManager, taskManager, granted, options)
                        .forEach(shown -> Secrets.assertNoneIn(shown.toString()));
            }
        }
    }

    /** 1600 MiB are asked for, 2048 granted, and the plan is the one of 2048: to the byte on the command line. */
    private static void assertAsPlanned(
            GrantedContainer granted, String application, FlinkRest.TaskManager registered) {
        TaskManagerMemoryPlan plan = (TaskManagerMemoryPlan) granted.fit().plan();
        assertThat(plan.totalProcess()).isEqualTo(MemorySize.ofMebibytes(2048));
        ProcessCommandLine command =
                ProcessCommandLines.find(application, RUNNER).orElseThrow();
        assertThat(command.jvmArguments())
                .startsWith(plan.jvmArguments().toArray(String[]::new))
                .contains("-XX:+UseG1GC");
        assertThat(command.words())
                .containsAll(plan.dynamicProperties().entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .toList());
        MemorySize heap = registered.maxima().heap();
        long planned = plan.jvmHeap().bytes();
        assertThat(heap.bytes())
                .isBetween(planned, planned + G1HeapAlignment.of(heap).bytes());
    }

    private static ContainerStarter starter(
            Configuration hadoop, FlinkConfiguration configuration, String application, List<Integer> ports) {
        var distribution = FlinkDistributions.collected(LaunchTestBed.EXAMPLES, VERSION);
        StagedFiles files = ApplicationStaging.open(hadoop, configuration, distribution, application)
                .stage(distribution, List.of(), configuration.toMap());
        Map<String, String> addresses = Map.of(
                "jobmanager.rpc.address",
                "localhost",
                "jobmanager.rpc.port",
                String.valueOf(ports.get(0)),
                "rest.address",
                "localhost",
                "rest.port",
                String.valueOf(ports.get(1)),
                "taskmanager.host",
                "localhost");
        return granted -> {
            ProcessMemoryPlan plan = granted.fit().plan();
            EntryPoint main = switch (plan.process()) {
                case JOB_MANAGER -> FlinkEntryPoints.jobManager(plan);
                case TASK_MANAGER -> FlinkEntryPoints.taskManager(plan);
            };
            List<String> arguments = new ArrayList<>(main.arguments());
            addresses.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
            return ContainerLaunch.of(plan, configuration, files)
                    .entryPoint(new EntryPoint(main.className(), arguments))
                    .clusterClassPath(List.of(hadoop.getTrimmedStrings(YarnConfiguration.YARN_APPLICATION_CLASSPATH)))
                    .build()
                    .toContext();
        };
    }
}
