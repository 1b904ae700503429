package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.ResourceTranslator;
import io.parley.examples.launch.ExamplesDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What is refused before anything starts; launches themselves are integration tests. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class LaunchCommandTest {

    @TempDir
    private Path directory;

    private @Nullable String before;

    @BeforeEach
    void nameTheExamples() throws IOException {
        before = System.getProperty(ExamplesDirectory.PROPERTY);
        System.setProperty(ExamplesDirectory.PROPERTY, directory.toString());
        ExamplesDirectory examples = new ExamplesDirectory(directory);
        for (String environment : List.of("yarn", "paper")) {
            Path conf = Files.createDirectories(examples.configuration(environment));
            Files.writeString(conf.resolve("config.yaml"), "jobmanager.memory.process.size: 1600m\n");
        }
    }

    @AfterEach
    void restoreTheProperty() {
        if (before == null) {
            System.clearProperty(ExamplesDirectory.PROPERTY);
        } else {
            System.setProperty(ExamplesDirectory.PROPERTY, before);
        }
    }

    @Test
    void refusesATaskManager() {
        Run.Result result = Run.PARLEY.run("launch", "--environment", "yarn", "--process", "taskmanager");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err())
                .contains("a JobManager comes first, and TaskManagers with it")
                .contains("--process jobmanager");
    }

    @Test
    void refusesAnEnvironmentWithoutALauncherBeforeItShowsAnything() throws IOException {
        PluginFolder folder =
                new PluginFolder(directory).register(ResourceTranslator.class, PaperTranslator.class.getName());
        Run.Result result = Run.PARLEY.finding(folder::discover).run("launch", "--environment", "paper");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("Cannot launch in the environment paper")
                .contains("ProcessLauncher");
    }

    @Test
    void refusesAMasterForAnotherEnvironmentThanMesos() {
        Run.Result result = Run.PARLEY.run("launch", "--environment", "yarn", "--master", "http://localhost:5050");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("--master", "Choose --environment mesos");
    }

    @Test
    void refusesAMasterBesideTheOneThatIsEmbedded() {
        Run.Result result =
                Run.PARLEY.run("launch", "--environment", "mesos", "--embedded", "--master", "http://localhost:5050");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("--master together with --embedded");
    }

    @Test
    void refusesToEmbedAnEnvironmentThatHasNoCluster() {
        Run.Result result = Run.PARLEY.run("launch", "--embedded");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("standalone").contains("Choose --environment yarn");
    }

    @Test
    void tellsOfAKeyOfParleysThatNobodyReadsBeforeItStarts() {
        Run.Result result =
                Run.PARLEY.run("launch", "--environment", "yarn", "-D", "parley.yarn.preflight.enabled=false");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains("Flink");
        assertThat(result.out())
                .containsOnlyOnce("Remark: parley.yarn.preflight.enabled has no effect: none of the environments mesos,"
                        + " standalone, yarn reads such a key. Set parley.yarn.pre-flight.enabled if that is meant,"
                        + " else remove it.");
    }

    @Test
    void refusesAFolderThatHoldsNoFlink() {
        Run.Result result = Run.PARLEY.run(
                "launch",
                "--environment",
                "yarn",
                "--flink-home",
                directory.resolve("none").toString());

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains(directory.resolve("none").toString());
    }

    @Test
    void tellsHowToStartWhenNothingNamesTheExamples() {
        System.clearProperty(ExamplesDirectory.PROPERTY);

        Run.Result result = Run.PARLEY.run("launch", "--environment", "yarn", "--embedded");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains("examples/run");
    }
}
