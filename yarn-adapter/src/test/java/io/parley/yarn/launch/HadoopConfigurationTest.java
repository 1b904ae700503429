package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopConfigurationTest {

    @TempDir
    Path folder;

    private static FlinkConfiguration variables(Map<String, String> variables) {
        return FlinkConfiguration.builder().environmentVariables(variables).build();
    }

    @Test
    void noVariableSaysWhichToSet() {
        assertThatThrownBy(() -> HadoopConfiguration.read(variables(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot find a YARN cluster: neither HADOOP_CONF_DIR nor YARN_CONF_DIR is set."
                        + " Set one to the directory of the cluster's yarn-site.xml.");
    }

    @Test
    void aFolderWithoutTheFileSaysWhereItLooked() {
        assertThatThrownBy(() -> HadoopConfiguration.read(variables(Map.of("HADOOP_CONF_DIR", folder.toString()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot find a YARN cluster: there is no readable yarn-site.xml in HADOOP_CONF_DIR="
                        + folder + ". Point it to the configuration of a cluster.");
    }

    @Test
    void waitsEndUnlessTheFileSaysOtherwise() throws IOException {
        Files.writeString(
                folder.resolve("yarn-site.xml"),
                "<configuration><property><name>yarn.resourcemanager.address</name><value>rm.example:8032</value></property>"
                        + "<property><name>yarn.resourcemanager.connect.max-wait.ms</name><value>1234</value></property>"
                        + "</configuration>");
        HadoopConfiguration read = HadoopConfiguration.read(variables(
                Map.of("HADOOP_CONF_DIR", folder.resolve("none").toString(), "YARN_CONF_DIR", folder.toString())));
        assertThat(read.values().getInt("yarn.resourcemanager.connect.max-wait.ms", 0))
                .isEqualTo(1234);
        assertThat(read.values().getInt("ipc.client.rpc-timeout.ms", 0)).isEqualTo(10_000);
        assertThat(read.resourceManager())
                .isEqualTo("rm.example:8032 (yarn.resourcemanager.address in YARN_CONF_DIR=" + folder + ")");
    }

    @Test
    void aFileThatTheFirstFolderDoesNotHaveMayLieInTheSecond() throws IOException {
        Path hadoop = Files.createDirectory(folder.resolve("hadoop"));
        Path yarn = Files.createDirectory(folder.resolve("yarn"));
        Files.writeString(hadoop.resolve("core-site.xml"), property("fs.defaultFS", "hdfs://names"));
        Files.writeString(yarn.resolve("core-site.xml"), property("fs.defaultFS", "hdfs://others"));
        Files.writeString(yarn.resolve("yarn-site.xml"), property("yarn.resourcemanager.address", "rm.example:8032"));
        HadoopConfiguration read = HadoopConfiguration.read(
                variables(Map.of("HADOOP_CONF_DIR", hadoop.toString(), "YARN_CONF_DIR", yarn.toString())));
        assertThat(read.values().get("fs.defaultFS")).isEqualTo("hdfs://names");
        assertThat(read.values().get("yarn.resourcemanager.address")).isEqualTo("rm.example:8032");
        assertThat(read.source()).isEqualTo("HADOOP_CONF_DIR=" + hadoop + " and YARN_CONF_DIR=" + yarn);
    }

    private static String property(String name, String value) {
        return "<configuration><property><name>" + name + "</name><value>" + value
                + "</value></property></configuration>";
    }
}
