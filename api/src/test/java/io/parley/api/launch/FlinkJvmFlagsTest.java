package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkJvmFlagsTest {

    private static final FlinkVersion OLD = FlinkVersion.parse("1.11.6");
    private static final FlinkVersion NEW = FlinkVersion.parse("2.3.0");

    @Test
    void exportsAndOpensWhatFlinkReachesInto() {
        assertThat(FlinkJvmFlags.required(NEW, 17))
                .contains(
                        "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED")
                .allMatch(flag -> flag.matches("--add-(exports|opens)=[a-z.]+/[a-z0-9.]+=ALL-UNNAMED"))
                .doesNotHaveDuplicates()
                .isUnmodifiable()
                .isEqualTo(FlinkJvmFlags.required(OLD, 11));
    }

    @Test
    void needsNoFlagsWhereThereAreNoModules() {
        assertThat(FlinkJvmFlags.required(OLD, 8)).isEmpty();
        assertThat(FlinkJvmFlags.required(OLD, 9)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.11.6,7,8", "1.20,7,8", "2.0.0,8,11", "2.3.0,10,11"})
    void refusesAJavaThatIsTooOld(String flink, int java, int least) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlinkJvmFlags.required(FlinkVersion.parse(flink), java))
                .withMessage("Flink " + flink + " needs Java " + least + " or later, not Java " + java
                        + ". Point JAVA_HOME to a newer one.");
    }

    @Test
    void areAcceptedByTheRunningJavaWithoutAWarning() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FlinkJvmFlags.required(NEW, Runtime.version().feature()));
        command.add("--version");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).doesNotContain("WARNING");
    }
}
