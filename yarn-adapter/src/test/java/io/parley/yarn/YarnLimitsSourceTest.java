package io.parley.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.EnvironmentLimitsSource;
import io.parley.api.environment.ResourceLimit;
import io.parley.yarn.sizing.SchedulerRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YarnLimitsSourceTest {

    private static final String FAIR = "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler";

    @TempDir
    Path directory;

    private final EnvironmentLimitsSource source = new YarnLimitsSource();

    private Path write(String file, String... properties) throws IOException {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
        for (int i = 0; i < properties.length; i += 2) {
            text.append("<property><name>").append(properties[i]).append("</name><value>");
            text.append(properties[i + 1]).append("</value></property>\n");
        }
        return Files.writeString(directory.resolve(file), text.append("</configuration>\n"));
    }

    private FlinkConfiguration configuration(String... entries) {
        FlinkConfiguration.Builder builder =
                FlinkConfiguration.builder().environmentVariables(Map.of("HADOOP_CONF_DIR", directory.toString()));
        for (int i = 0; i < entries.length; i += 2) {
            builder.set(entries[i], entries[i + 1]);
        }
        return builder.build();
    }

    private EnvironmentLimits found(String... entries) {
        return source.find(configuration(entries)).orElseThrow();
    }

    private static ResourceLimit.Bound bound(long amount, String key) {
        return new ResourceLimit.Bound(amount, key);
    }

    @Test
    void isRegisteredForYarn() {
        assertThat(source.environment())
                .isEqualTo(new YarnResourceTranslator().environment().name());
        assertThat(ServiceLoader.load(EnvironmentLimitsSource.class).stream().map(ServiceLoader.Provider::type))
                .anyMatch(type -> type == YarnLimitsSource.class);
    }

    @Test
    void findsNothingWhereNoVariableSaysWhere() {
        assertThat(source.find(FlinkConfiguration.of(Map.of()))).isEmpty();
        assertThat(source.find(FlinkConfiguration.builder()
                        .environmentVariables(Map.of("HADOOP_CONF_DIR", " "))
                        .build()))
                .isEmpty();
    }

    @Test
    void knowsWhatYarnSiteSays() throws IOException {
        write("yarn-site.xml", "yarn.scheduler.minimum-allocation-mb", "512");
        EnvironmentLimits limits = found();
        assertThat(limits.certainty()).isEqualTo(Certainty.KNOWN);
        assertThat(limits.of(SchedulerRules.MEMORY))
                .isEqualTo(new ResourceLimit(
                        bound(512, "yarn.scheduler.minimum-allocation-mb"),
                        512,
                        bound(8192, "yarn.scheduler.maximum-allocation-mb")));
        assertThat(limits.of(SchedulerRules.VCORES))
                .isEqualTo(new ResourceLimit(
                        bound(1, "yarn.scheduler.minimum-allocation-vcores"),
                        1,
                        bound(4, "yarn.scheduler.maximum-allocation-vcores")));
        assertThat(limits.rules())
                .containsEntry("scheduler", "CapacityScheduler")
                .containsEntry("calculator", "DefaultResourceCalculator")
                .containsEntry("step.memory-mb", "yarn.scheduler.minimum-allocation-mb");
    }

    @Test
    void onlyAssumesWhereThereIsNoYarnSite() throws IOException {
        write("capacity-scheduler.xml", "yarn.scheduler.capacity.root.queues", "default");
        assertThat(found().certainty()).isEqualTo(Certainty.ASSUMED);
    }

    @Test
    void onlyAssumesHowAForeignSchedulerRounds() throws IOException {
        write("yarn-site.xml", "yarn.resourcemanager.scheduler.class", "com.example.Lottery");
        assertThat(found().certainty()).isEqualTo(Certainty.ASSUMED);
    }

    @Test
    void readsAFileOfTheOtherVariableWhereTheFirstHasNone(@TempDir Path other) throws IOException {
        write("resource-types.xml", "yarn.resource-types.memory-mb.maximum-allocation", "5000");
        Path site = write("yarn-site.xml", "yarn.scheduler.minimum-allocation-mb", "256");
        Files.move(site, other.resolve("yarn-site.xml"));
        EnvironmentLimits limits = source.find(FlinkConfiguration.builder()
                        .environmentVariables(
                                Map.of("HADOOP_CONF_DIR", directory.toString(), "YARN_CONF_DIR", other.toString()))
                        .build())
                .orElseThrow();
        assertThat(limits.certainty()).isEqualTo(Certainty.KNOWN);
        assertThat(limits.of(SchedulerRules.MEMORY))
                .isEqualTo(new ResourceLimit(
                        bound(256, "yarn.scheduler.minimum-allocation-mb"),
                        256,
                        bound(5000, "yarn.resource-types.memory-mb.maximum-allocation")));
    }

    @Test
    void replacesVariablesAndKeepsWhatIsFinal() throws IOException {
        Files.writeString(
                directory.resolve("yarn-site.xml"),
                "<configuration><property><name>yarn.scheduler.maximum-allocation-mb</name><value>${parley.size}00"
                        + "</value><final>true</final></property></configuration>");
        write("resource-types.xml", "yarn.scheduler.maximum-allocation-mb", "9999", "parley.size", "60");
        assertThat(found().of(SchedulerRules.MEMORY).maximum().amount()).isEqualTo(6000);
    }

    @Test
    void readsTheQueueAndTheCalculatorOfTheCapacityScheduler() throws IOException {
        write("yarn-site.xml");
        write(
                "capacity-scheduler.xml",
                "yarn.scheduler.capacity.root.queues",
                "default,etl",
                "yarn.scheduler.capacity.root.etl.maximum-allocation-mb",
                "4096",
                "yarn.scheduler.capacity.resource-calculator",
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
        EnvironmentLimits limits = found("yarn.application.queue", "etl");
        assertThat(limits.of(SchedulerRules.MEMORY).maximum())
                .isEqualTo(bound(4096, "yarn.scheduler.capacity.root.etl.maximum-allocation-mb"));
        assertThat(limits.rules())
                .containsEntry("calculator", "DominantResourceCalculator")
                .containsEntry("rounding-maximum.memory-mb", "8192 yarn.scheduler.maximum-allocation-mb");
        assertThat(found().of(SchedulerRules.MEMORY).maximum().amount()).isEqualTo(8192);
        assertThat(found("yarn.application.queue", " ").of(SchedulerRules.MEMORY))
                .isEqualTo(found().of(SchedulerRules.MEMORY));
    }

    @Test
    void readsTheAllocationsOfTheFairScheduler() throws IOException {
        write(
                "yarn-site.xml",
                "yarn.resourcemanager.scheduler.class",
                FAIR,
                "yarn.scheduler.fair.allocation.file",
                "allocations.xml",
                "yarn.resource-types.memory-mb.increment-allocation",
                "256 Mi");
        Files.writeString(
                directory.resolve("allocations.xml"),
                "<allocations><queue name=\"etl\"><maxContainerAllocation>3000 mb, 2 vcores</maxContainerAllocation>"
                        + "</queue></allocations>");
        EnvironmentLimits limits = found("yarn.application.queue", "root.etl");
        assertThat(limits.of(SchedulerRules.MEMORY))
                .isEqualTo(new ResourceLimit(
                        bound(1024, "yarn.scheduler.minimum-allocation-mb"),
                        256,
                        bound(3000, "maxContainerAllocation of queue root.etl")));
        assertThat(found().of(SchedulerRules.MEMORY).maximum().amount()).isEqualTo(8192);
    }

    @Test
    void readsResourceTypes() throws IOException {
        write("yarn-site.xml");
        write(
                "resource-types.xml",
                "yarn.resource-types",
                "yarn.io/gpu",
                "yarn.resource-types.yarn.io/gpu.maximum-allocation",
                "8");
        assertThat(found().of("yarn.io/gpu").maximum())
                .isEqualTo(bound(8, "yarn.resource-types.yarn.io/gpu.maximum-allocation"));
    }

    @Test
    void namesTheFileAndTheKeyOfAValueThatIsNone() throws IOException {
        write("yarn-site.xml");
        Path file = write("resource-types.xml", "yarn.resource-types.memory-mb.minimum-allocation", "1g");
        assertThatThrownBy(this::found)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read YARN's limits from " + file
                        + ". Cannot use yarn.resource-types.memory-mb.minimum-allocation: \"1g\" is not a whole number"
                        + " in range. Write digits, for instance 1024.");
    }

    @Test
    void namesTheDirectoryWhereADefaultIsInTheWay() throws IOException {
        write("yarn-site.xml", "yarn.scheduler.maximum-allocation-mb", "512");
        assertThatThrownBy(this::found)
                .hasMessage("Cannot read YARN's limits from " + directory
                        + ". Cannot use yarn.scheduler.minimum-allocation-mb: the ResourceManager does not start with a"
                        + " minimum of 1024 above the maximum of 512 (yarn.scheduler.maximum-allocation-mb). Lower the"
                        + " one or raise the other.");
    }

    @Test
    void namesTheAllocationFileOfTheFairScheduler() throws IOException {
        write("yarn-site.xml", "yarn.resourcemanager.scheduler.class", FAIR);
        Path file = Files.writeString(directory.resolve("fair-scheduler.xml"), "<queues/>");
        assertThatThrownBy(this::found)
                .hasMessage("Cannot read YARN's limits from " + file
                        + ". Cannot use the Fair scheduler's allocation file: its top element is <queues>. Write"
                        + " <allocations>.");
    }

    @Test
    void namesAFileThatIsNoConfiguration() throws IOException {
        Path file = Files.writeString(directory.resolve("yarn-site.xml"), "<configuration><property>");
        assertThatThrownBy(this::found)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read YARN's limits from " + file + ": ")
                .hasMessageEndingWith(" Correct or remove the file.");
    }

    @Test
    void refusesAVariableThatNamesNoDirectory() {
        Path missing = directory.resolve("missing");
        Map<String, String> variables = Map.of("HADOOP_CONF_DIR", missing.toString());
        FlinkConfiguration configuration =
                FlinkConfiguration.builder().environmentVariables(variables).build();
        assertThatThrownBy(() -> source.find(configuration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read YARN's limits: HADOOP_CONF_DIR=" + missing
                        + " is no directory that can be read. Correct it, or remove it to assume YARN's defaults.");
        Optional<EnvironmentLimits> other = source.find(FlinkConfiguration.builder()
                .environmentVariables(variables)
                .environmentVariables(Map.of("YARN_CONF_DIR", directory.toString()))
                .build());
        assertThat(other).isPresent();
    }
}
