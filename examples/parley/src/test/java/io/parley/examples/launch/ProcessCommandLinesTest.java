package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class ProcessCommandLinesTest {

    private static final String APPLICATION = "application_1795364047123_0042";
    private static final String MAIN = NeverRegisters.class.getName();

    private final List<Process> started = new java.util.ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(String container, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CONTAINER_ID", container);
        builder.environment().put("_FLINK_CONTAINER_ID", container);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static Optional<ProcessCommandLine> awaitFound() throws InterruptedException {
        for (int attempt = 0; attempt < 100; attempt++) {
            Optional<ProcessCommandLine> found = ProcessCommandLines.find(APPLICATION, MAIN);
            if (found.isPresent()) {
                return found;
            }
            Thread.sleep(50);
        }
        return Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"container_1795364047123_0042_01_000001", "container_e17_1795364047123_0042_02_000003"})
    void findsTheProcessOfAContainerOfTheApplication(String container) throws Exception {
        Process process = start(container, "-Xmx67108865", "-Dtext=a b\n", MAIN, "-Xmx1");
        ProcessCommandLine found = awaitFound().orElseThrow();
        assertThat(found.pid()).isEqualTo(process.pid());
        assertThat(found.jvmArguments()).containsExactly("-Xmx67108865", "-Dtext=a b\n");
    }

    @Test
    void passesOverOtherApplicationsAndOtherClasses() throws Exception {
        start("container_1795364047123_00421_01_000001", MAIN);
        start("container_1795364047123_0042_01_000001", "-Dmain=" + MAIN, DiesAtStart.class.getName());
        Thread.sleep(300);
        assertThat(ProcessCommandLines.find(APPLICATION, MAIN)).isEmpty();
    }

    @Test
    void findsTheProcessThatWasToldItsIdAsFlinkTellsIt() throws Exception {
        String id = "parley-" + UUID.randomUUID() + "-1";
        Process process =
                start(id, "-Xmx67108865", "-cp", System.getProperty("java.class.path"), MAIN, "-Xmx1", "-cp", "x");
        Optional<ProcessCommandLine> found = Optional.empty();
        for (int attempt = 0; attempt < 100 && found.isEmpty(); attempt++) {
            Thread.sleep(50);
            found = ProcessCommandLines.ofContainer(id);
        }
        assertThat(found.orElseThrow().pid()).isEqualTo(process.pid());
        assertThat(found.orElseThrow().jvmArguments())
                .startsWith("-Xmx67108865")
                .doesNotContain(MAIN, "-Xmx1");
        // A part of the id is another id.
        assertThat(ProcessCommandLines.ofContainer(id.substring(0, id.length() - 2)))
                .isEmpty();
    }

    @Test
    void isSupportedHere() {
        assertThat(ProcessCommandLines.isSupported()).isTrue();
    }
}
