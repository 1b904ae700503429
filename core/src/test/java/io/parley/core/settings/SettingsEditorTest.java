package io.parley.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.configuration.FlinkConfigurationReader;
import io.parley.core.editing.ConfigurationFileIo;
import io.parley.core.migration.Environments;
import io.parley.core.resolution.MemoryPlanResolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsEditorTest {

    private static final String MEMORY = "jobmanager.memory.";
    private static final String REASON = "On a host, Total Flink Memory and its parts are set instead.";
    private static final MemoryPlanResolver RESOLVER =
            MemoryPlanResolver.of(FlinkVersion.parse("1.20"), Environments.STANDALONE);

    private static final Map<String, String> ENTRIES = entries(
            "flink.size", "1207959552b",
            "heap.size", "1073741824b",
            "off-heap.size", "134217728b",
            "jvm-metaspace.size", "268435456b",
            "jvm-overhead.min", "201326592b",
            "jvm-overhead.max", "201326592b");
    private static final HostSettings SETTINGS =
            new HostSettings(ENTRIES, Map.of(MEMORY + "process.size", REASON, "jobmanager.heap.mb", REASON));
    private static final ProcessMemoryPlan PLAN =
            RESOLVER.jobManager(FlinkConfiguration.of(Map.of(MEMORY + "process.size", "1600m")));

    @TempDir
    private Path directory;

    private static Map<String, String> entries(String... keysAndValues) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put(MEMORY + keysAndValues[i], keysAndValues[i + 1]);
        }
        return entries;
    }

    private ConfigurationFileIo file(ConfigurationFormat format, String text) throws IOException {
        Path file = Files.write(directory.resolve(format.fileName()), text.getBytes(StandardCharsets.UTF_8));
        return ConfigurationFileIo.read(file, format);
    }

    private static SettingsEdit edit(ConfigurationFileIo file) {
        return new SettingsEditor(RESOLVER, Map.of()).edit(file, SETTINGS, PLAN);
    }

    @Test
    void replacesWhatDiffersCommentsOutWhatIsSupersededAndAddsTheRestInOneBlock() throws IOException {
        ConfigurationFileIo file = file(ConfigurationFormat.FLINK_CONF, """
                # The cluster of the analysts
                jobmanager.memory.process.size: 1600m   # enough for now
                jobmanager.rpc.port: 6123
                jobmanager.memory.off-heap.size: 64m
                jobmanager.memory.jvm-metaspace.size: 256 mb
                """);

        assertThat(edit(file).edited().text()).isEqualTo("""
                        # The cluster of the analysts
                        # On a host, Total Flink Memory and its parts are set instead.
                        # jobmanager.memory.process.size: 1600m   # enough for now
                        # The memory of a JobManager, part by part.
                        jobmanager.memory.flink.size: 1207959552b
                        jobmanager.memory.heap.size: 1073741824b
                        jobmanager.memory.jvm-overhead.min: 201326592b
                        jobmanager.memory.jvm-overhead.max: 201326592b
                        jobmanager.rpc.port: 6123
                        jobmanager.memory.off-heap.size: 134217728b
                        jobmanager.memory.jvm-metaspace.size: 256 mb
                        """);
    }

    @Test
    void keepsTheLineEndsOfTheFile() throws IOException {
        ConfigurationFileIo file =
                file(ConfigurationFormat.FLINK_CONF, "a: 1\r\njobmanager.memory.process.size: 1600m\r\n");

        assertThat(edit(file).edited().text().replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @Test
    void editsANestedFile() throws IOException {
        ConfigurationFileIo file = file(ConfigurationFormat.CONFIG_YAML, """
                jobmanager:
                  memory:
                    process:
                      size: 1600m # enough for now
                  rpc:
                    port: 6123
                """);

        assertThat(edit(file).edited().text()).isEqualTo("""
                        jobmanager:
                          # memory:
                            # process:
                              # On a host, Total Flink Memory and its parts are set instead.
                              # size: 1600m # enough for now
                          rpc:
                            port: 6123
                        # The memory of a JobManager, part by part.
                        jobmanager.memory.flink.size: 1207959552b
                        jobmanager.memory.heap.size: 1073741824b
                        jobmanager.memory.off-heap.size: 134217728b
                        jobmanager.memory.jvm-metaspace.size: 268435456b
                        jobmanager.memory.jvm-overhead.min: 201326592b
                        jobmanager.memory.jvm-overhead.max: 201326592b
                        """);
    }

    @Test
    void fillsAnEmptyFile() throws IOException {
        for (ConfigurationFormat format : ConfigurationFormat.values()) {
            assertThat(edit(file(format, "")).edited().text())
                    .startsWith("# The memory of a JobManager, part by part.\njobmanager.memory.flink.size: 1")
                    .hasLineCount(7);
        }
    }

    @Test
    void changesNothingWhereTheFileSaysSoAlready() throws IOException {
        for (ConfigurationFormat format : ConfigurationFormat.values()) {
            String text = edit(file(format, "jobmanager.memory.process.size: 1600m\n"))
                    .edited()
                    .text();
            SettingsEdit again = edit(file(format, text));
            assertThat(again.edits()).isEmpty();
            assertThat(again.edited().isChanged()).isFalse();
        }
    }

    @Test
    void leavesAValueThatMeansTheSame() throws IOException {
        String text = """
                jobmanager.memory.flink.size: 1152m
                jobmanager.memory.heap.size: 1 GB
                jobmanager.memory.off-heap.size: 131072k
                jobmanager.memory.jvm-metaspace.size: 268435456
                jobmanager.memory.jvm-overhead.min: 192m
                jobmanager.memory.jvm-overhead.max: 192m
                """;
        assertThat(edit(file(ConfigurationFormat.FLINK_CONF, text)).edited().isChanged())
                .isFalse();
    }

    @Test
    void refusesSettingsThatDoNotMeanThePlan() throws IOException {
        ConfigurationFileIo file = file(ConfigurationFormat.FLINK_CONF, "jobmanager.memory.process.size: 2g\n");
        HostSettings wrong = new HostSettings(Map.of(MEMORY + "jvm-metaspace.size", "512m"), Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SettingsEditor(RESOLVER, Map.of()).edit(file, wrong, PLAN))
                .withMessageStartingWith("Cannot write the settings into " + file.file()
                        + ": the JobManager would not be as planned: Total Process Memory 1600 MiB (1677721600 bytes)"
                        + " before and 2048 MiB (2147483648 bytes) after, ")
                .withMessageEndingWith(". Nothing has changed. Write the settings by hand.");
    }

    @Test
    void refusesSettingsThatFlinkWouldRefuse() throws IOException {
        ConfigurationFileIo file = file(ConfigurationFormat.FLINK_CONF, "jobmanager.memory.process.size: 2g\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new SettingsEditor(RESOLVER, Map.of()).edit(file, new HostSettings(ENTRIES, Map.of()), PLAN))
                .withMessageContaining("the JobManager would not be as planned: Flink would refuse it, ");
    }

    @Test
    void refusesToChangeTheOtherProcess() throws IOException {
        ConfigurationFileIo file = file(ConfigurationFormat.FLINK_CONF, """
                jobmanager.memory.process.size: 1600m
                taskmanager.memory.process.size: 4g
                """);
        Map<String, String> superseded = new LinkedHashMap<>(SETTINGS.superseded());
        superseded.put("taskmanager.memory.process.size", REASON);

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new SettingsEditor(RESOLVER, Map.of()).edit(file, new HostSettings(ENTRIES, superseded), PLAN))
                .withMessageContaining("the TaskManager would not be as planned: Flink would refuse it, ");
    }

    @Test
    void writesBesideAProcessThatFlinkRefusesAnyway() throws IOException {
        ConfigurationFileIo file = file(ConfigurationFormat.FLINK_CONF, "taskmanager.memory.process.size: 1b\n");

        assertThat(edit(file).edited().text()).startsWith("taskmanager.memory.process.size: 1b\n# The memory of");
    }

    @Test
    void countsTheVariablesThatFlinkWillSee() throws IOException {
        ConfigurationFileIo file = file(ConfigurationFormat.FLINK_CONF, "");
        HostSettings leaningOnTheDefault = new HostSettings(Map.of(MEMORY + "off-heap.size", "128m"), Map.of());

        SettingsEdit edit =
                new SettingsEditor(RESOLVER, Map.of("FLINK_JM_HEAP", "1g")).edit(file, leaningOnTheDefault, PLAN);

        assertThat(edit.edited().text()).endsWith("\njobmanager.memory.off-heap.size: 128m\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SettingsEditor(RESOLVER, Map.of()).edit(file, leaningOnTheDefault, PLAN));
    }

    /** Flink replaces each byte that is no UTF-8; an edit keeps it, so that its text holds another character. */
    @Test
    void provesTheBytesThatFlinkWillReadAndNotTheTextThatIsEdited() throws IOException {
        Path path = Files.write(directory.resolve("flink-conf.yaml"), """
                # Gr\u00fc\u00dfe
                external-resources: \u00fc
                external-resource.\u00fc.amount: 2
                taskmanager.memory.process.size: 1728m
                """.getBytes(StandardCharsets.ISO_8859_1));
        ProcessMemoryPlan plan = RESOLVER.taskManager(new FlinkConfigurationReader(FlinkVersion.parse("1.20"))
                .read(path)
                .configuration());
        assertThat(plan.dynamicProperties()).containsKey("external-resource.\ufffd.amount");
        HostSettings settings = new HostSettings(Map.of("taskmanager.memory.process.size", "1811939328b"), Map.of());
        ConfigurationFileIo file = ConfigurationFileIo.read(path, ConfigurationFormat.FLINK_CONF);
        assertThat(new SettingsEditor(RESOLVER, Map.of())
                        .edit(file, settings, plan)
                        .edits())
                .isEmpty();
    }

    @Test
    void settingsAreNeitherEmptyNorSupersededByThemselves() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostSettings(Map.of(), Map.of()))
                .withMessage("There are no settings to write. Give at least one entry.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostSettings(Map.of("a", "1"), Map.of("a", REASON)))
                .withMessage("a is a setting and superseded by the settings. Make it one of both.");
        assertThat(new HostSettings(ENTRIES, Map.of()).entries().keySet())
                .containsExactlyElementsOf(List.copyOf(ENTRIES.keySet()));
    }
}
