package io.parley.examples.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.core.discovery.EnvironmentRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedYarnSettingsTest {

    @TempDir
    private Path directory;

    private static EnvironmentLimits limits(FlinkConfiguration configuration) {
        return EnvironmentRegistry.discover()
                .environment("yarn")
                .limitsSource()
                .orElseThrow()
                .instance()
                .find(configuration)
                .orElseThrow();
    }

    @Test
    void writesWhatTellsItsLimits() {
        EmbeddedYarnSettings settings = EmbeddedYarnSettings.in(directory);
        settings.write();
        EnvironmentLimits limits = limits(settings.pointHere(FlinkConfiguration.of(Map.of())));
        assertThat(limits.certainty()).isEqualTo(Certainty.KNOWN);
        assertThat(limits.of("memory-mb").minimum().amount()).isEqualTo(1024);
        assertThat(limits.of("memory-mb").step()).isEqualTo(1024);
        assertThat(limits.of("memory-mb").maximum().amount()).isEqualTo(8192);
    }

    @Test
    void furtherSettingsWin() {
        EmbeddedYarnSettings settings =
                EmbeddedYarnSettings.in(directory).with(Map.of("yarn.scheduler.minimum-allocation-mb", "512"));
        settings.write();
        EnvironmentLimits limits = limits(settings.pointHere(FlinkConfiguration.of(Map.of())));
        assertThat(limits.of("memory-mb").minimum().amount()).isEqualTo(512);
    }

    @Test
    void containersGetTheConfigurationAndTheHadoopOfThisProcess() {
        String classPath = EmbeddedYarnSettings.in(directory).values().getOrDefault("yarn.application.classpath", "");
        assertThat(classPath.split(",", -1))
                .startsWith(directory.resolve("conf").toString())
                .anyMatch(entry -> entry.contains("hadoop-client-api"))
                .anyMatch(entry -> entry.contains("hadoop-client-runtime"))
                .allMatch(entry -> entry.endsWith("conf") || Files.isRegularFile(Path.of(entry)));
    }

    @Test
    void takesThePlaceOfAnyOtherClusterAndLeavesTheRestToTheUser() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("yarn.staging-directory", "elsewhere")
                .environmentVariables(Map.of("HADOOP_CONF_DIR", "/etc/hadoop", "YARN_CONF_DIR", "/etc/yarn", "A", "b"))
                .build();
        FlinkConfiguration pointed = EmbeddedYarnSettings.in(directory).pointHere(configuration);
        String conf = directory.resolve("conf").toString();
        assertThat(pointed.environmentVariables())
                .containsEntry("HADOOP_CONF_DIR", conf)
                .containsEntry("YARN_CONF_DIR", conf)
                .containsEntry("A", "b");
        assertThat(pointed.value("yarn.staging-directory")).contains("elsewhere");
        assertThat(pointed.value("containerized.taskmanager.env.JAVA_HOME")).contains(System.getProperty("java.home"));
    }
}
