package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.FreePorts;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.FailureRate;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.configuration.ConfigurationOverrides;
import io.parley.core.configuration.FlinkConfigurationReader;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.yarn.EmbeddedYarn;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real JobManager in a container that an application master of another kind negotiates. */
@Timeout(300)
class NegotiatedJobManagerIT {

    private static final String ENTRY_POINT = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final FlinkVersion VERSION = FlinkVersion.parse("2.3.0");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(1));

    /** Not a single failure is borne. */
    private static final NegotiationSettings STRICT = new NegotiationSettings(
            BACK_OFF,
            new FailureRate(0, Duration.ofMinutes(1), NegotiationSettings.MAX_FAILURE_RATE.key()),
            HostAvoidance.DEFAULT,
            Duration.ofMinutes(1));

    private final BlockingQueue<Started> started = new LinkedBlockingQueue<>();
    private final BlockingQueue<ExitReason> exits = new LinkedBlockingQueue<>();

    /** A container in which a JobManager was started, and where that listens. */
    private record Started(GrantedContainer granted, URI rest) {}

    @Test
    void aJobManagerHasItsPlanAndIsReplacedOnAnotherNodeWhenItsNodeDies() throws Exception {
        try (EmbeddedYarn yarn = EmbeddedYarn.start(3, Map.of("yarn.nm.liveness-monitor.expiry-interval-ms", "2000"))) {
            Configuration hadoop = hadoop(yarn);
            FlinkConfiguration configuration = yarn.pointHere(new ConfigurationOverrides(Secrets.keys(VERSION))
                    .applyTo(new FlinkConfigurationReader(VERSION)
                            .read(LaunchTestBed.EXAMPLES.configuration())
                            .configuration()));
            RecordingListener told = listener();
            YarnResourceTranslator translator = new YarnResourceTranslator();
            MemoryPlanResolver resolver = MemoryPlanResolver.of(VERSION, translator.environment());
            ProcessMemoryPlan asked = resolver.jobManager(configuration);
            YarnNegotiatorOptions options = YarnNegotiatorOptions.DEFAULT
                    .withSettings(STRICT)
                    .withFitter(GrantPolicy.REPLAN.bind(resolver, configuration));
            try (UnmanagedApplication application =
                            UnmanagedApplication.submit(hadoop, "custom", "default", Duration.ofMinutes(1));
                    YarnNegotiator negotiator = application.negotiate(options, told)) {
                ContainerStarter starter =
                        starter(hadoop, configuration, application.id().toString());
                DemandHandle<GrantedContainer> jobManager = negotiator.ask(
                        Demand.of("JobManager", translator.requirements(asked, configuration))
                                .replacedWhenLost(),
                        starter);

                Started first = answering();
                ProcessCommandLine command = awaitProcess(application);
                assertAsPlanned(first, command);

                yarn.stopNode(node(first));

                Started second = answering();
                assertThat(exits.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitReason.HOST_LOST);
                assertThat(node(second)).isNotEqualTo(node(first));
                assertThat(jobManager.granted()).hasValue(second.granted());
                ProcessCommandLine again = awaitProcess(application);
                assertThat(again.pid()).isNotEqualTo(command.pid());
                assertAsPlanned(second, again);
                assertThat(told.said()).hasSizeGreaterThan(4).allSatisfy(Secrets::assertNoneIn);
                Secrets.assertNoneInLogs(yarn.workDirectory(), List.of());
            }
        }
    }

    private RecordingListener listener() {
        return new RecordingListener() {
            @Override
            public void onExit(
                    DemandHandle<GrantedContainer> demand,
                    GrantedContainer granted,
                    ProcessExit exit,
                    Optional<Duration> askedAgainIn) {
                super.onExit(demand, granted, exit, askedAgainIn);
                exits.add(exit.reason());
            }
        };
    }

    private static Configuration hadoop(EmbeddedYarn yarn) {
        YarnConfiguration configuration = new YarnConfiguration();
        for (String file : List.of("core-site.xml", "yarn-site.xml")) {
            configuration.addResource(new org.apache.hadoop.fs.Path(
                    yarn.confDirectory().resolve(file).toUri()));
        }
        // Closing does not wait long for a node that is dead.
        configuration.setInt("yarn.client.nodemanager-connect.max-wait-ms", 3000);
        configuration.setInt("yarn.client.nodemanager-connect.retry-interval-ms", 500);
        return configuration;
    }

    /** Starts JobManagers that listen on free ports, for all nodes share this host. */
    private ContainerStarter starter(Configuration hadoop, FlinkConfiguration configuration, String application) {
        FlinkDistribution distribution = FlinkDistributions.collected(LaunchTestBed.EXAMPLES, VERSION);
        StagedFiles files = ApplicationStaging.open(hadoop, configuration, distribution, application)
                .stage(distribution, List.of(), configuration.toMap());
        return granted -> {
            ProcessMemoryPlan plan = granted.fit().plan();
            List<Integer> ports = freePorts(2);
            List<String> arguments =
                    new ArrayList<>(FlinkEntryPoints.jobManager(plan).arguments());
            Map.of(
                            "jobmanager.rpc.address",
                            "localhost",
                            "jobmanager.rpc.port",
                            ports.get(0).toString(),
                            "rest.address",
                            "localhost",
                            "rest.port",
                            ports.get(1).toString())
                    .forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
            started.add(new Started(granted, URI.create("http://localhost:" + ports.get(1))));
            return ContainerLaunch.of(plan, configuration, files)
                    .entryPoint(new EntryPoint(ENTRY_POINT, arguments))
                    .clusterClassPath(List.of(hadoop.getTrimmedStrings(YarnConfiguration.YARN_APPLICATION_CLASSPATH)))
                    .build()
                    .toContext();
        };
    }

    private static List<Integer> freePorts(int count) {
        try {
            return FreePorts.choose(count);
        } catch (IOException e) {
            throw new UncheckedIOException("There is no free port", e);
        }
    }

    /** Waits for the next JobManager until its REST endpoint answers. */
    private Started answering() throws Exception {
        Started next = started.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a started JobManager").isNotNull();
        assertThat(new FlinkRest(next.rest()).awaitVersion(LIMIT)).isEqualTo(VERSION.toString());
        return next;
    }

    private static ProcessCommandLine awaitProcess(UnmanagedApplication application) {
        return ProcessCommandLines.find(application.id().toString(), ENTRY_POINT)
                .orElseThrow();
    }

    /** 1600 MiB are asked for, 2048 granted, and the plan is the one of 2048: to the byte on the command line. */
    private static void assertAsPlanned(Started jobManager, ProcessCommandLine command) throws Exception {
        ProcessMemoryPlan plan = jobManager.granted().fit().plan();
        assertThat(jobManager.granted().grant().memory()).isEqualTo(MemorySize.ofMebibytes(2048));
        assertThat(plan.totalProcess()).isEqualTo(MemorySize.ofMebibytes(2048));
        assertThat(command.jvmArguments())
                .startsWith("-Xmx1530082096", "-Xms1530082096", "-XX:MaxMetaspaceSize=268435456")
                .startsWith(plan.jvmArguments().toArray(String[]::new));
        assertThat(command.words())
                .containsAll(plan.dynamicProperties().entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .collect(Collectors.toList()));
        MemorySize heap =
                new FlinkRest(jobManager.rest()).awaitJobManagerMaxima(LIMIT).heap();
        assertThat(heap.bytes())
                .isBetween(
                        plan.jvmHeap().bytes(),
                        plan.jvmHeap().bytes() + G1HeapAlignment.of(heap).bytes());
    }

    private static String node(Started jobManager) {
        return jobManager.granted().container().getNodeId().toString();
    }
}
