package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.EnvironmentLimitsSource;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.launch.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentsCommandTest {

    @TempDir
    private Path directory;

    @Test
    void listsEveryEnvironmentFound() {
        Run.Result result = Run.PARLEY.run("environments");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("mesos: ")
                .contains("standalone: ")
                .contains("yarn: ")
                .contains("launcher     io.parley.yarn.launch.YarnLauncher")
                .contains("limits from  io.parley.yarn.YarnLimitsSource")
                .contains("check        io.parley.standalone.host.StandaloneAdmissionCheck")
                .contains("legacy heap  JVM Heap (JobManager), Total Process Memory (TaskManager)")
                .contains("can express  memory, cpus, gpus, named resources, placement")
                .contains("can express  memory" + System.lineSeparator())
                .contains("sized by     Total Process Memory, in units of 1 MiB")
                .contains("sized by     Total Flink Memory, to the byte")
                .doesNotContain("Failed to load");
    }

    @Test
    void listsThemAsJson() {
        Run.Result result = Run.PARLEY.run("environments", "--format", "json");

        assertThat(result.out())
                .startsWith("{\n  \"environments\": [ {\n    \"name\": \"mesos\",")
                .contains("\"launcher\": \"io.parley.yarn.launch.YarnLauncher\"")
                .contains("\"launcher\": \"io.parley.mesos.launch.MesosLauncher\"")
                .contains("\"admissionCheck\": \"io.parley.standalone.host.StandaloneAdmissionCheck\"")
                .contains("\"sizedBy\": \"totalFlink\"")
                .contains("\"memoryUnit\": 1048576")
                .contains("\"jobmanager\": \"jvmHeap\"")
                .contains("\"expressible\": [ \"cpus\", \"gpus\", \"named resources\", \"placement\" ]")
                .contains("\"yarn.application.queue\"")
                .contains("\"failures\": [ ]");
    }

    @Test
    void listsWhatFailedToLoadWithTheReason() throws IOException {
        PluginFolder folder = new PluginFolder(directory)
                .register(ResourceTranslator.class, PaperTranslator.class.getName())
                .register(EnvironmentLimitsSource.class, PaperTranslator.Burnt.class.getName())
                .register(ProcessLauncher.class, "org.example.Missing");
        Run run = Run.PARLEY.finding(folder::discover);

        Run.Result text = run.run("environments");
        assertThat(text.status()).isZero();
        assertThat(text.out())
                .contains("paper: A host made of paper.")
                .contains("Failed to load\n")
                .contains("  EnvironmentLimitsSource " + PaperTranslator.Burnt.class.getName() + " (")
                .contains("it burnt")
                .contains("  ProcessLauncher org.example.Missing (" + directory + ")");
        assertThat(run.run("environments", "--format", "json").out())
                .contains("\"class\": \"org.example.Missing\"")
                .contains("\"service\": \"ProcessLauncher\"");
        assertThat(run.run("plan", "--environment", "nomad").err())
                .contains("Found: mesos, paper, standalone, yarn. Failed to load: ")
                .contains("org.example.Missing");
    }

    @Test
    void tellsWhatToDoWhenThereIsNoneAtAll() {
        Run run = Run.PARLEY.finding(new PluginFolder(directory)::discoverAlone);

        assertThat(run.run("environments").outLines())
                .containsExactly("No environment was found. Put an adapter's jar on the class path.");
    }
}
