package io.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.TaskManagerResources;
import io.parley.api.size.MemorySize;
import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.core.resolution.ResolvedKeys;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneSettingsTest {

    private static final List<String> ODD_VALUES = List.of("1b", "17g", "0.9", "3", "true", "garbage");

    private static MemoryPlanResolver resolver(String version) {
        return MemoryPlanResolver.of(FlinkVersion.parse(version), new StandaloneResourceTranslator().environment());
    }

    private static StandaloneSettings settings(String version, ProcessKind process, String... keysAndValues) {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return StandaloneSettings.of(resolver(version).resolve(process, FlinkConfiguration.of(entries)));
    }

    @Test
    void areTotalFlinkMemoryAndItsPartsWhicheverTotalLed() {
        assertThat(settings("2.3.0", ProcessKind.JOB_MANAGER, "jobmanager.memory.process.size", "1600m")
                        .settings()
                        .entrySet())
                .containsExactly(
                        Map.entry("jobmanager.memory.flink.size", "1207959552b"),
                        Map.entry("jobmanager.memory.heap.size", "1073741824b"),
                        Map.entry("jobmanager.memory.off-heap.size", "134217728b"),
                        Map.entry("jobmanager.memory.jvm-metaspace.size", "268435456b"),
                        Map.entry("jobmanager.memory.jvm-overhead.min", "201326592b"),
                        Map.entry("jobmanager.memory.jvm-overhead.max", "201326592b"));
        assertThat(settings(
                                "2.3.0",
                                ProcessKind.TASK_MANAGER,
                                "taskmanager.memory.process.size",
                                "1728m",
                                "taskmanager.cpu.cores",
                                "2.50",
                                "external-resources",
                                "gpu;fpga",
                                "external-resource.gpu.amount",
                                "2")
                        .settings()
                        .entrySet())
                .containsExactly(
                        Map.entry("taskmanager.memory.flink.size", "1342177280b"),
                        Map.entry("taskmanager.memory.framework.heap.size", "134217728b"),
                        Map.entry("taskmanager.memory.task.heap.size", "402653174b"),
                        Map.entry("taskmanager.memory.framework.off-heap.size", "134217728b"),
                        Map.entry("taskmanager.memory.task.off-heap.size", "0b"),
                        Map.entry("taskmanager.memory.network.min", "134217730b"),
                        Map.entry("taskmanager.memory.network.max", "134217730b"),
                        Map.entry("taskmanager.memory.managed.size", "536870920b"),
                        Map.entry("taskmanager.memory.jvm-metaspace.size", "268435456b"),
                        Map.entry("taskmanager.memory.jvm-overhead.min", "201326592b"),
                        Map.entry("taskmanager.memory.jvm-overhead.max", "201326592b"),
                        Map.entry("taskmanager.cpu.cores", "2.5"),
                        Map.entry("taskmanager.numberOfTaskSlots", "1"),
                        Map.entry("external-resources", "gpu"),
                        Map.entry("external-resource.gpu.amount", "2"));
    }

    @Test
    void carryTheArgumentsAndPropertiesOfThePlan() {
        StandaloneSettings settings =
                settings("2.3.0", ProcessKind.JOB_MANAGER, "jobmanager.memory.process.size", "1600m");
        assertThat(settings.jvmArguments())
                .containsExactly("-Xmx1073741824", "-Xms1073741824", "-XX:MaxMetaspaceSize=268435456");
        assertThat(settings.dynamicProperties()).containsEntry("jobmanager.memory.heap.size", "1073741824b");
        assertThat(settings.totalProcess()).isEqualTo(MemorySize.ofMebibytes(1600));
    }

    @Test
    void setTheDirectLimitWhereThePlanHasOneAndSupersedeItElse() {
        String key = "jobmanager.memory.enable-jvm-direct-memory-limit";
        StandaloneSettings limited =
                settings("2.3.0", ProcessKind.JOB_MANAGER, "jobmanager.memory.process.size", "1600m", key, "true");
        StandaloneSettings unlimited =
                settings("2.3.0", ProcessKind.JOB_MANAGER, "jobmanager.memory.process.size", "1600m");
        assertThat(limited.settings()).containsEntry(key, "true");
        assertThat(limited.superseded()).doesNotContainKey(key);
        assertThat(unlimited.settings()).doesNotContainKey(key);
        assertThat(unlimited.superseded())
                .containsEntry(key, "The plan has no limit of direct memory, which is the default.");
    }

    /** Every key that core's table knows is set, superseded, or without influence beside the settings. */
    @ParameterizedTest
    @CsvSource({
        "JOB_MANAGER, 1.11.6",
        "JOB_MANAGER, 2.3.0",
        "TASK_MANAGER, 1.11.6",
        "TASK_MANAGER, 1.20",
        "TASK_MANAGER, 2.3.0"
    })
    void leaveNoMemoryKeyOutThatHasInfluence(ProcessKind process, String version) {
        StandaloneSettings settings = settings(version, process, process.id() + ".memory.process.size", "3g");
        TreeSet<String> others = new TreeSet<>(ResolvedKeys.all());
        assertThat(others).hasSizeGreaterThan(40);
        others.removeAll(settings.settings().keySet());
        others.removeAll(settings.superseded().keySet());
        if (version.equals("1.11.6")) {
            // This line does not plan slots; the cores, which follow from them, are set.
            assertThat(settings.settings()).doesNotContainKey("taskmanager.numberOfTaskSlots");
        }
        assertThat(others).contains("taskmanager.memory.segment-size");
        for (String key : others) {
            for (String value : ODD_VALUES) {
                Map<String, String> entries = new HashMap<>(settings.settings());
                entries.put(key, value);
                ProcessMemoryPlan plan = resolver(version).resolve(process, FlinkConfiguration.of(entries));
                assertThat(plan.components())
                        .as("%s=%s", key, value)
                        .isEqualTo(settings.plan().components());
                assertThat(plan.jvmArguments()).as("%s=%s", key, value).isEqualTo(settings.jvmArguments());
                assertThat(plan.dynamicProperties()).as("%s=%s", key, value).isEqualTo(settings.dynamicProperties());
            }
        }
    }

    /** A key that is superseded without need would turn a line into a comment without need. */
    @ParameterizedTest
    @EnumSource(ProcessKind.class)
    void supersedeOnlyKeysThatTheTableKnowsOfThisProcess(ProcessKind process) {
        StandaloneSettings settings = settings("1.20", process, process.id() + ".memory.process.size", "3g");
        assertThat(ResolvedKeys.all()).containsAll(settings.superseded().keySet());
        assertThat(settings.superseded().keySet())
                .allMatch(key -> key.startsWith(process.id()) || key.equals("external-resources"))
                .doesNotContainAnyElementsOf(settings.settings().keySet());
        assertThat(settings.superseded().values()).allMatch(reason -> reason.endsWith(".") && !reason.contains("\n"));
    }

    @Test
    void supersedeWhatWouldChangeThePlan() {
        StandaloneSettings settings =
                settings("2.3.0", ProcessKind.JOB_MANAGER, "jobmanager.memory.process.size", "1600m");
        Map<String, String> entries = new HashMap<>(settings.settings());
        entries.put("jobmanager.memory.process.size", "1700m");
        assertThatThrownBy(() -> resolver("2.3.0").resolve(ProcessKind.JOB_MANAGER, FlinkConfiguration.of(entries)))
                .isInstanceOf(MemoryConfigurationException.class);
        assertThat(settings.superseded())
                .containsEntry(
                        "jobmanager.memory.process.size",
                        "On a host, Total Flink Memory and its parts are set instead.");
    }

    @Test
    void refuseATaskManagerWithoutCores() {
        TaskManagerMemoryPlan plan = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));
        TaskManagerMemoryPlan idle = new TaskManagerMemoryPlan(
                TaskManagerResources.ofCores(BigDecimal.ZERO), plan.flinkMemory(), plan.jvm(), plan.context());
        assertThatThrownBy(() -> StandaloneSettings.of(idle))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot ask standalone for a TaskManager of 0 CPU cores: the environment cannot express it."
                        + " Plan it with taskmanager.cpu.cores above 0, for instance 1.");
    }

    @Test
    void areCopiedInTheirOrder() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("b", "2b");
        entries.put("a", "1b");
        ProcessMemoryPlan plan = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
        StandaloneSettings settings =
                new StandaloneSettings(plan, entries, Map.of(), new ScriptEnvironment(Map.of(), Map.of()));
        entries.clear();
        assertThat(settings.settings().entrySet())
                .containsExactly(Map.entry("b", "2b"), Map.entry("a", "1b"))
                .isUnmodifiable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "a;b", "it's", "\"quoted\"", "gr\u00FCn", "null", "[x]", "back\\slash"})
    void areDocumentsThatFlinkReadsAsTheSettings(String resource) {
        StandaloneSettings settings = settings(
                "1.20",
                ProcessKind.TASK_MANAGER,
                "taskmanager.memory.process.size",
                "1728m",
                "external-resources",
                "'" + resource.replace("'", "''") + "'",
                "external-resource." + resource + ".amount",
                "2");
        Map<String, String> documents = SettingsDocuments.of(settings);
        assertThat(settings.dynamicProperties()).containsEntry("external-resource." + resource + ".amount", "2");
        for (ConfigurationFormat format : ConfigurationFormat.values()) {
            FlinkConfiguration read = format.parse(Path.of("conf"), documents.getOrDefault(format.fileName(), ""))
                    .configuration();
            assertThat(read.toMap()).isEqualTo(settings.settings());
            assertThat(resolver("1.20").resolve(ProcessKind.TASK_MANAGER, read).dynamicProperties())
                    .isEqualTo(settings.dynamicProperties());
        }
        assertThat(documents.get("config.yaml")).contains("taskmanager.memory.managed.size: 536870920b\n");
    }

    @Test
    void areNoFlinkConfWhereItsGrammarCannotHoldAName() {
        StandaloneSettings settings = settings(
                "1.20",
                ProcessKind.TASK_MANAGER,
                "taskmanager.memory.process.size",
                "1728m",
                "external-resources",
                "a#b",
                "external-resource.a#b.amount",
                "2");
        assertThat(SettingsDocuments.of(settings)).containsOnlyKeys("config.yaml", "env");
    }

    @ParameterizedTest
    @CsvSource({
        "1.11.6, JOB_MANAGER, FLINK_JM_HEAP, env.java.opts., true",
        "1.16, TASK_MANAGER, FLINK_TM_HEAP, env.java.opts., true",
        "1.20, TASK_MANAGER, FLINK_TM_HEAP, env.java.opts.all., true",
        "2.0, JOB_MANAGER, FLINK_JM_HEAP, env.java.opts.all., false"
    })
    void tellWhatFlinksScriptsMustNotFindInTheEnvironment(
            String version, ProcessKind process, String heap, String options, boolean read) {
        ScriptEnvironment scripts = settings(version, process, process.id() + ".memory.process.size", "3g")
                .scripts();
        assertThat(scripts.unset().containsKey(heap)).isEqualTo(read);
        assertThat(scripts.unset())
                .containsKeys("JVM_ARGS", "_JAVA_OPTIONS")
                .containsKey("FLINK_ENV_JAVA_OPTS_" + (process == ProcessKind.JOB_MANAGER ? "JM" : "TM"));
        assertThat(scripts.unset().get("FLINK_ENV_JAVA_OPTS")).endsWith("as " + options);
        assertThat(scripts.set())
                .isEqualTo(process == ProcessKind.JOB_MANAGER ? Map.of() : Map.of("FLINK_TM_COMPUTE_NUMA", "false"));
    }

    @Test
    void areLinesThatAShellRuns() throws IOException, InterruptedException {
        Map<String, String> unset = new TreeMap<>(Map.of("FLINK_TM_HEAP", "It's read; `exit 9` $(exit 9)."));
        ScriptEnvironment scripts = new ScriptEnvironment(Map.of("PARLEY_TRIED", "it's $HOME; `x`"), unset);
        ProcessBuilder shell = new ProcessBuilder(
                "sh",
                "-c",
                String.join("\n", scripts.shellLines())
                        + "\nprintf '%s|%s' \"$PARLEY_TRIED\" \"${FLINK_TM_HEAP-unset}\"");
        shell.environment().put("FLINK_TM_HEAP", "1g");
        Process process = shell.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(out).isEqualTo("it's $HOME; `x`|unset");
    }
}
