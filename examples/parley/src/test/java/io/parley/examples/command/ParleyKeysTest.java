package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.Remark;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.UnreadParleyKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of Parley's own beside those that the adapters on the class path read. */
class ParleyKeysTest {

    private static final String SIZE = "-Djobmanager.memory.process.size=1600m";
    private static final String NO_EFFECT = "has no effect";

    @TempDir
    private Path directory;

    private static List<String> own() {
        return EnvironmentRegistry.discover().descriptions().stream()
                .map(EnvironmentDescription::honouredKeys)
                .flatMap(List::stream)
                .filter(key -> key.startsWith("parley."))
                .toList();
    }

    private static List<Remark> remarks(String key) {
        return UnreadParleyKeys.remarks(
                EnvironmentRegistry.discover().descriptions(), FlinkConfiguration.of(Map.of(key, "a-secret")));
    }

    @Test
    void everyKeyThatAnAdapterNamesIsKnown() {
        assertThat(own())
                .hasSizeGreaterThan(10)
                .allSatisfy(key -> assertThat(remarks(key)).isEmpty());
    }

    @Test
    void everyKeyThatLacksALetterIsToldWithTheKeyThatWasMeant() {
        for (String key : own()) {
            String misspelt = key.substring(0, key.length() - 2) + key.substring(key.length() - 1);
            assertThat(remarks(misspelt))
                    .as(misspelt)
                    .singleElement()
                    .satisfies(remark -> assertThat(remark.keys()).containsExactly(misspelt, key));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "parley.yarn.preflight.enabled, parley.yarn.pre-flight.enabled",
        "parley.yarn.malloc.arena.max.enabled, parley.yarn.malloc-arena-max.enabled",
        "parley.yarn.application.name, yarn.application.name",
        "parley.mesos.state-fille, parley.mesos.state-file",
        "parley.mesos.truststore-password, parley.mesos.ssl.truststore-password",
        "parley.flink-home, parley.mesos.flink-home",
        "parley.mesos.master, mesos.master",
        "parley.standalone.state-file, ''"
    })
    void whatIsMistakenInAnEnvironmentIsUnderstood(String key, String meant) {
        assertThat(remarks(key)).singleElement().satisfies(remark -> {
            assertThat(remark.keys()).isEqualTo(meant.isEmpty() ? List.of(key) : List.of(key, meant));
            assertThat(remark.message()).doesNotContain("a-secret");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "check", "translate", "compare"})
    void everyCommandThatPlansTellsOnceOfAKeyThatNobodyReads(String command) {
        assertThat(Run.PARLEY
                        .run(command, SIZE, "-D", "parley.mesos.state-fille=x")
                        .out())
                .containsOnlyOnce("parley.mesos.state-fille has no effect: none of the environments mesos, standalone,"
                        + " yarn reads such a key. Set parley.mesos.state-file if that is meant, else remove it.");
        assertThat(Run.PARLEY
                        .run(command, SIZE, "--format", "json", "-D", "parley.mesos.state-fille=x")
                        .out())
                .contains("parley.mesos.state-fille has no effect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "yarn", "mesos"})
    void aKeyOfAnotherEnvironmentIsNoRemark(String environment) {
        assertThat(Run.PARLEY
                        .run(
                                "plan",
                                SIZE,
                                "--environment",
                                environment,
                                "-D",
                                "parley.mesos.state-file=x",
                                "-D",
                                "parley.yarn.pre-flight.enabled=false")
                        .out())
                .contains("Dynamic properties")
                .doesNotContain(NO_EFFECT);
    }

    @Test
    void aKeyOfAnAdapterOfOnesOwnIsKnownWhereItIsFound() throws IOException {
        PluginFolder folder =
                new PluginFolder(directory).register(ResourceTranslator.class, PaperTranslator.class.getName());
        String[] plan = {"plan", SIZE, "-D", "parley.paper.weight=80", "-D", "parley.paper.fold.crane=12"};

        assertThat(Run.PARLEY.finding(folder::discover).run(plan).out())
                .contains("Dynamic properties")
                .doesNotContain(NO_EFFECT);
        assertThat(Run.PARLEY.run(plan).out())
                .contains("parley.paper.fold.crane " + NO_EFFECT, "parley.paper.weight " + NO_EFFECT);
        assertThat(Run.PARLEY
                        .finding(folder::discover)
                        .run("plan", SIZE, "-D", "parley.paper.folds.crane=12")
                        .out())
                .contains("none of the environments mesos, paper, standalone, yarn reads such a key. Set"
                        + " parley.paper.fold.crane if");
    }

    /** As with the keys of the memory model: what all lines have in common is told, the keys of a line are not. */
    @Test
    void aBatchTellsOfTheKeysThatAllLinesHaveInCommon() {
        String line = "{\"jobmanager.memory.process.size\": \"1600m\", \"parley.mesos.state-fille\": \"x\"}\n";
        assertThat(Run.PARLEY.reading(line).run("plan", "--batch", "-").out())
                .contains("\"totalProcess\":")
                .doesNotContain(NO_EFFECT);
        assertThat(Run.PARLEY
                        .reading(line)
                        .run("plan", "--batch", "-", "-D", "parley.yarn.preflight.enabled=x")
                        .out())
                .containsOnlyOnce("parley.yarn.preflight.enabled " + NO_EFFECT);
    }
}
