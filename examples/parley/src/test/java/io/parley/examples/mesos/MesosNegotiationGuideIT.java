package io.parley.examples.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.verdict.Verdict;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.launch.ExamplesDirectory;
import io.parley.examples.launch.FlinkDistributions;
import io.parley.examples.launch.MesosUnderTest;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosConnector;
import io.parley.mesos.negotiation.MesosNegotiator;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.negotiation.TaskStarter;
import io.parley.mesos.state.FileFrameworkStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The guide to negotiating on Mesos, compiled and run on the simulator or a live master; the adapter's README holds its
 * lines.
 */
@Timeout(120)
class MesosNegotiationGuideIT {

    private static final String BEGIN = "// negotiation guide\n";
    private static final String END = "// end of the negotiation guide\n";
    private static final ExamplesDirectory EXAMPLES = ExamplesDirectory.ofThisProcess();

    @ParameterizedTest
    @EnumSource
    void leadsFromAConfigurationToARunningTaskManager(MesosUnderTest.Kind kind, @TempDir Path folder) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        String flinkHome = home(folder.resolve("flink")).toString();
        try (MesosUnderTest tested = MesosUnderTest.open(kind)) {
            String master = tested.address().toString();
            // negotiation guide
            MesosResourceTranslator mesos = new MesosResourceTranslator();
            FlinkConfiguration configuration = FlinkConfiguration.of(Map.of(
                    "taskmanager.memory.process.size", "1728m",
                    "jobmanager.rpc.address", "jobmanager.example.com",
                    "parley.mesos.flink-home", flinkHome));
            MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse("1.11.6"), mesos.environment());
            ProcessMemoryPlan plan = resolver.taskManager(configuration);

            NegotiationListener<GrantedTask> listener = new NegotiationListener<>() {
                @Override
                public void onTrouble(Verdict verdict) {
                    told.add(verdict.explain()); // no master, a refused framework
                }
            };
            try (MesosNegotiator negotiator = MesosNegotiator.open(
                    MesosConnector.http(MasterAddress.parse(master), ClientOptions.DEFAULT),
                    FileFrameworkStore.open(folder.resolve("framework")),
                    MesosNegotiatorOptions.of(configuration),
                    listener)) {
                Demand demand = Demand.of("worker 1", mesos.requirements(plan, configuration))
                        .replacedWhenLost();
                DemandHandle<GrantedTask> worker = negotiator.ask(demand, TaskStarter.ofFlink(configuration));

                GrantedTask running = worker.whenRunning().get(1, TimeUnit.MINUTES);
                System.out.println(
                        running.place().hostname() + " gave " + running.grant().memory());
                System.out.println(negotiator.explain(worker).explain()); // of one that waits: offer by offer, why
            }
            // end of the negotiation guide
            assertThat(told).isEmpty();
            assertThat(MesosUnderTest.remaining(flinkHome)).isEmpty();
        }
    }

    private static Path home(Path home) throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.createFile(home.resolve("conf/flink-conf.yaml"));
        Path lib = Files.createDirectories(home.resolve("lib"));
        for (Path jar : FlinkDistributions.collected(EXAMPLES, FlinkVersion.parse("1.11.6"))
                .jars()) {
            Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar.toAbsolutePath());
        }
        return home;
    }

    @Test
    void standsInTheReadmeLineByLine() throws IOException {
        String test = Files.readString(Path.of("src/test/java/io/parley/examples/mesos/MesosNegotiationGuideIT.java"));
        int begin = test.indexOf(BEGIN, test.indexOf("void leads")) + BEGIN.length();
        String lines =
                test.substring(begin, test.indexOf("            " + END, begin)).indent(-12);

        assertThat(Files.readString(Path.of("../../mesos-adapter/README.md"))).contains("```java\n" + lines + "```\n");
    }
}
