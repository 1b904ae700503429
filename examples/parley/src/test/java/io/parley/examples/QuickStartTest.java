package io.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.yarn.YarnResourceTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.junit.jupiter.api.Test;

/** The quick start of the README, compiled and run; the README holds exactly these lines. */
class QuickStartTest {

    private static final String BEGIN = "// quick start\n";
    private static final String END = "// end of the quick start\n";

    @Test
    void leadsFromAConfigurationToAContainerRequest() {
        // quick start
        YarnResourceTranslator yarn = new YarnResourceTranslator();
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("jobmanager.memory.process.size", "1600m"));

        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse("2.3.0"), yarn.environment());
        ProcessMemoryPlan plan = resolver.jobManager(configuration);
        ProcessRequirements requirements = yarn.requirements(plan, configuration);
        ContainerRequest request = yarn.translate(requirements, yarn.assumedLimits());

        System.out.println(plan.jvmArguments()); // [-Xmx1073741824, -Xms1073741824, -XX:MaxMetaspaceSize=268435456]
        System.out.println(request.getCapability().getMemorySize()); // 1600
        // end of the quick start
        assertThat(plan.jvmArguments())
                .containsExactly("-Xmx1073741824", "-Xms1073741824", "-XX:MaxMetaspaceSize=268435456");
        assertThat(request.getCapability().getMemorySize()).isEqualTo(1600);
    }

    @Test
    void standsInTheReadmeLineByLine() throws IOException {
        String test = Files.readString(Path.of("src/test/java/io/parley/examples/QuickStartTest.java"));
        int begin = test.indexOf(BEGIN, test.indexOf("void leads")) + BEGIN.length();
        String lines =
                test.substring(begin, test.indexOf("        " + END, begin)).indent(-8);
        assertThat(Files.readString(Path.of("../../README.md"))).contains("```java\n" + lines + "```\n");
    }
}
