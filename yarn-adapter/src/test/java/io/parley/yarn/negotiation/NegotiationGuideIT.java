package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.yarn.YarnResourceTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The guide to negotiating, compiled and run on a real YARN, whose README holds its lines; and what misuse says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class NegotiationGuideIT {

    private static final String BEGIN = "// negotiation guide\n";
    private static final String END = "// end of the negotiation guide\n";

    @TempDir
    static Path directory;

    private TestCluster cluster;

    @BeforeAll
    void startCluster() throws Exception {
        cluster = TestCluster.start(
                directory,
                1,
                1,
                Map.of(
                        "yarn.scheduler.minimum-allocation-mb", "1024",
                        "yarn.acl.enable", "true",
                        "yarn.scheduler.capacity.root.queues", "default,closed",
                        "yarn.scheduler.capacity.root.acl_submit_applications", " ",
                        "yarn.scheduler.capacity.root.acl_administer_queue", " ",
                        "yarn.scheduler.capacity.root.default.acl_submit_applications", "*",
                        "yarn.scheduler.capacity.root.closed.acl_submit_applications", "somebody",
                        "yarn.scheduler.capacity.root.default.capacity", "90",
                        "yarn.scheduler.capacity.root.closed.capacity", "10"));
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    private static ContainerLaunchContext contextFor(ProcessMemoryPlan plan) {
        return ContainerLaunchContext.newInstance(
                Map.of(),
                Map.of(),
                List.of("echo " + plan.totalProcess().bytes() + "; exec sleep 600"),
                Map.of(),
                null,
                Map.of());
    }

    @Test
    void leadsFromAConfigurationToARunningWorkerThatUsesWhatRoundingGranted() throws Exception {
        Configuration hadoop = cluster.configuration();
        List<String> told = new CopyOnWriteArrayList<>();
        // negotiation guide
        YarnResourceTranslator yarn = new YarnResourceTranslator();
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("taskmanager.memory.process.size", "1728m"));
        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse("2.3.0"), yarn.environment());
        ProcessMemoryPlan plan = resolver.taskManager(configuration);

        YarnNegotiatorOptions options = YarnNegotiatorOptions.DEFAULT
                .withFitter(GrantPolicy.REPLAN.bind(resolver, configuration))
                .withSettings(NegotiationSettings.of(configuration));
        NegotiationListener<GrantedContainer> listener = new NegotiationListener<>() {
            @Override
            public void onExit(
                    DemandHandle<GrantedContainer> worker,
                    GrantedContainer container,
                    ProcessExit exit,
                    Optional<Duration> askedAgainIn) {
                told.add(worker.demand().name() + " ended in " + container + ": " + exit);
            }
        };

        try (UnmanagedApplication application =
                        UnmanagedApplication.submit(hadoop, "my workers", "default", Duration.ofMinutes(1));
                YarnNegotiator negotiator = application.negotiate(options, listener)) {
            Demand demand = Demand.of("worker 1", yarn.requirements(plan, configuration))
                    .replacedWhenLost();
            DemandHandle<GrantedContainer> worker =
                    negotiator.ask(demand, granted -> contextFor(granted.fit().plan()));

            GrantedContainer running = worker.whenRunning().get(1, TimeUnit.MINUTES);
            System.out.println(running.grant().memory()); // 2048 MiB (2147483648 bytes)
            System.out.println(running.fit().plan().totalProcess()); // the same: rounding is not lost
            negotiator.finish(FinalApplicationStatus.SUCCEEDED, "done");
        }
        // end of the negotiation guide
        assertThat(told).isEmpty();
    }

    @Test
    void standsInTheReadmeLineByLine() throws IOException {
        String test = Files.readString(Path.of("src/test/java/io/parley/yarn/negotiation/NegotiationGuideIT.java"));
        int begin = test.indexOf(BEGIN, test.indexOf("void leads")) + BEGIN.length();
        String lines =
                test.substring(begin, test.indexOf("        " + END, begin)).indent(-8);

        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + lines + "```\n");
    }

    @Test
    void whatRoundingGrantedGoesIntoThePlanThatIsStarted() throws Exception {
        YarnResourceTranslator yarn = new YarnResourceTranslator();
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("taskmanager.memory.process.size", "1728m"));
        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse("2.3.0"), yarn.environment());
        try (UnmanagedApplication application = cluster.application("default");
                YarnNegotiator negotiator = application.negotiate(
                        YarnNegotiatorOptions.DEFAULT.withFitter(GrantPolicy.REPLAN.bind(resolver, configuration)),
                        new Events())) {
            DemandHandle<GrantedContainer> worker = negotiator.ask(
                    Demand.of("w", yarn.requirements(resolver.taskManager(configuration), configuration)),
                    granted -> contextFor(granted.fit().plan()));
            GrantedContainer running = worker.whenRunning().get(1, TimeUnit.MINUTES);

            assertThat(running.grant().memory().mebibytesRoundedUp()).isEqualTo(2048);
            assertThat(running.fit().plan().totalProcess())
                    .isEqualTo(running.grant().memory());
        }
    }

    @Test
    void aQueueWithoutAccessIsRefusedWithTheUserAndTheQueue() throws Exception {
        UserGroupInformation stranger = UserGroupInformation.createRemoteUser("stranger");

        assertThatThrownBy(() -> stranger.doAs(
                        (PrivilegedExceptionAction<UnmanagedApplication>) () -> cluster.application("closed")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed")
                .hasMessageContaining("stranger");
    }

    @Test
    void aQueueThatIsNoneIsRefusedByName() {
        assertThatThrownBy(() -> cluster.application("absent"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void whatYarnHasNoWordsForIsRefusedBeforeItIsAsked() throws Exception {
        try (UnmanagedApplication application = cluster.application("default");
                YarnNegotiator negotiator = application.negotiate(YarnNegotiatorOptions.DEFAULT, new Events())) {
            ProcessRequirements needed = Workers.demand("w", 1024).requirements();
            DemandHandle<GrantedContainer> forMesos = negotiator.ask(Demand.of(
                    "of another environment",
                    needed.toBuilder().port(PortRequirement.any("rest.port")).build()));
            DemandHandle<GrantedContainer> unknown = negotiator.ask(Demand.of(
                    "of an unknown resource",
                    needed.toBuilder().namedResource("example.com/fpga", 1).build()));

            assertThat(forMesos.state()).isEqualTo(DemandState.REFUSED);
            assertThatThrownBy(() -> forMesos.whenGranted().get(1, TimeUnit.SECONDS))
                    .hasMessageContaining("ports")
                    .hasMessageContaining("rest.port");
            assertThatThrownBy(() -> unknown.whenGranted().get(1, TimeUnit.SECONDS))
                    .hasMessageContaining("example.com/fpga");
        }
    }
}
