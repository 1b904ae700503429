package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkVersion;
import io.parley.core.resolution.MemoryPlanResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCommandTest {

    private static final String SIZE = "-Djobmanager.memory.process.size=1600m";

    @ParameterizedTest
    @CsvSource({
        "1024m, 469762048, 201326592",
        "1472m, 939524096, 201326592",
        "1600m, 1073741824, 201326592",
        "2048m, 1530082096, 214748368",
        "4096m, 3462817376, 429496736"
    })
    void givesTheDocumentedFigures(String process, long heap, long overhead) {
        Run.Result result =
                Run.PARLEY.run("plan", "-D", "jobmanager.memory.process.size=" + process, "--format", "json");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("\"jvmHeap\": " + heap + ",")
                .contains("\"offHeap\": 134217728,")
                .contains("\"jvmMetaspace\": 268435456,")
                .contains("\"jvmOverhead\": " + overhead + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.3.0", "1.11"})
    void writesTheDocumentedJson(String version) throws IOException {
        Run.Result result = Run.PARLEY.run(
                "plan",
                "-D",
                "jobmanager.memory.process.size=1600m",
                "--environment",
                "yarn",
                "--flink-version",
                version,
                "--format",
                "json");

        assertThat(result.status()).isZero();
        assertThat(result.out().strip()).isEqualTo(resource("plan-" + version + ".json"));
    }

    @Test
    void takesTheNewestKnownFlinkByDefault() {
        assertThat(Run.PARLEY.run("plan", SIZE, "--format", "json").out()).contains("\"flinkVersion\": \"2.3.0\"");
        assertThat(FlinkVersion.parse(CommonOptions.NEWEST_RELEASE).line())
                .isEqualTo(MemoryPlanResolver.NEWEST_KNOWN.line());
    }

    @Test
    void showsEverySizeInMebibytesAndBytes() {
        assertThat(Run.PARLEY
                        .run("plan", "-Djobmanager.memory.process.size=2048m", "--environment", "yarn")
                        .out())
                .isEqualToNormalizingNewlines("""
                        JobManager on yarn, Flink 2.3.0: 2048 MiB, led by Total Process Memory

                        Total Process Memory    2048 MiB  2147483648 bytes
                          Total Flink Memory  1587.2 MiB  1664299824 bytes
                            JVM Heap          1459.2 MiB  1530082096 bytes
                            Off-heap             128 MiB   134217728 bytes
                          JVM Metaspace          256 MiB   268435456 bytes
                          JVM Overhead         204.8 MiB   214748368 bytes

                        JVM arguments
                          -Xmx1530082096 -Xms1530082096 -XX:MaxMetaspaceSize=268435456

                        Dynamic properties
                          jobmanager.memory.heap.size=1530082096b
                          jobmanager.memory.off-heap.size=134217728b
                          jobmanager.memory.jvm-metaspace.size=268435456b
                          jobmanager.memory.jvm-overhead.min=214748368b
                          jobmanager.memory.jvm-overhead.max=214748368b
                        """);
    }

    @Test
    void writesJvmArgumentsAsOneLine() {
        Run.Result result = Run.PARLEY.run(
                "plan", SIZE, "-Djobmanager.memory.enable-jvm-direct-memory-limit=true", "--format", "jvm-args");

        assertThat(result.outLines())
                .containsExactly("-Xmx1073741824 -Xms1073741824 -XX:MaxDirectMemorySize=134217728"
                        + " -XX:MaxMetaspaceSize=268435456");
    }

    @Test
    void explainsWhereEverySizeCameFrom() {
        Run.Result result = Run.PARLEY.run("plan", SIZE, "--explain");

        assertThat(result.out()).startsWith("""
                JobManager on standalone, Flink 2.3.0: 1600 MiB, led by Total Process Memory

                \u2605 Total Process Memory (1600 MiB) leads: everything else is split out of it.

                \u2605 Total Process Memory  1600 MiB  jobmanager.memory.process.size (-D on the command line)
                \u251c\u2500 Total Flink Memory   1152 MiB  what is left of Total Process Memory after JVM Metaspace \
                and JVM Overhead
                \u2502  \u251c\u2500 JVM Heap          1024 MiB  what is left of Total Flink Memory after Off-heap
                \u2502  \u2514\u2500 Off-heap           128 MiB  default of jobmanager.memory.off-heap.size
                \u251c\u2500 JVM Metaspace         256 MiB  default of jobmanager.memory.jvm-metaspace.size
                \u2514\u2500 JVM Overhead          192 MiB  10% of Total Process Memory, raised from 160 MiB to the minimum
                                                  (jobmanager.memory.jvm-overhead.min, 192 MiB)

                JVM arguments
                """);
    }

    @Test
    void explainsToProgramsToo() {
        String explained =
                Run.PARLEY.run("plan", SIZE, "--explain", "--format", "json").out();

        assertThat(explained)
                .contains("\"leading\": [ \"totalProcess\" ]")
                .contains("""
                    "jvmOverhead": {
                      "kind": "fraction",
                      "key": "jobmanager.memory.jvm-overhead.fraction",
                      "fraction": 0.1,
                      "of": [ "totalProcess" ],
                      "relation": "ofWhole",
                      "uncapped": 167772162,
                      "bound": {
                        "limit": "minimum",
                        "key": "jobmanager.memory.jvm-overhead.min"
                      },
                """)
                .contains("\"origin\": \"-D on the command line\"");
        assertThat(Run.PARLEY.run("plan", SIZE, "--format", "json").out())
                .doesNotContain("origins")
                .doesNotContain("leading");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm-args", "svg"})
    void explainsInTextAndJsonOnly(String format) {
        Run.Result result = Run.PARLEY.run("plan", SIZE, "--explain", "--format", format);

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.err())
                .contains("--explain has nothing to tell in the format " + format + ". Use --format text or json.");
    }

    @Test
    void drawsAPicture() {
        Run.Result result = Run.PARLEY.run("plan", SIZE, "--environment", "yarn", "--format", "svg");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("<svg ")
                .contains(">yarn, Flink 2.3.0, led by Total Process Memory<")
                .contains(">1600 MiB<");
        assertThat(result.out().strip()).endsWith("</svg>");
    }

    @ParameterizedTest
    @CsvSource({"yarn, 1073741824, 469762048", "mesos, 1677721600, 1073741824", "standalone, 1677721600, 1073741824"})
    void readsALegacyHeapAsTheEnvironmentMeansIt(String environment, long process, long heap) {
        Run.Result result = Run.PARLEY.run(
                "plan",
                "-Djobmanager.heap.size=1024m",
                "--flink-version",
                "1.11",
                "--environment",
                environment,
                "--format",
                "json");

        assertThat(result.out())
                .contains("\"totalProcess\": " + process + ",")
                .contains("\"jvmHeap\": " + heap + ",")
                .contains("jobmanager.heap.size is a legacy option");
    }

    @Test
    void readsTheLegacyHeapFromItsVariable() {
        Run.Result result = Run.PARLEY
                .with("FLINK_JM_HEAP", "1024m")
                .run("plan", "--flink-version", "1.11", "--environment", "yarn", "--explain");

        assertThat(result.out())
                .contains("Total Process Memory  1024 MiB")
                .contains("environment variable FLINK_JM_HEAP");
    }

    @Test
    void showsRemarksBesideThePlanAndNotAsErrors() {
        Run.Result result = Run.PARLEY.run("plan", "-Djobmanager.memory.heap.size=64m");

        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("Remarks\n  - The JVM Heap, 64 MiB (67108864 bytes), is smaller than");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void plansATaskManagerWithTheNamesOfTheJson() {
        Run.Result result = Run.PARLEY.run(
                "plan",
                "--process",
                "taskmanager",
                "--format",
                "json",
                "-Dtaskmanager.memory.process.size=1728m",
                "-Dtaskmanager.numberOfTaskSlots=2");

        assertThat(result.status()).isZero();
        assertThat(result.out().replaceAll("\\s", ""))
                .startsWith("{\"process\":\"taskmanager\",\"environment\":\"standalone\",\"flinkVersion\":\"2.3.0\","
                        + "\"totalProcess\":1811939328,\"totalFlink\":1342177280,\"cpuCores\":2,\"components\":{"
                        + "\"frameworkHeap\":134217728,\"taskHeap\":402653174,\"frameworkOffHeap\":134217728,"
                        + "\"taskOffHeap\":0,\"network\":134217730,\"managed\":536870920,"
                        + "\"jvmMetaspace\":268435456,\"jvmOverhead\":201326592},\"jvmArguments\":[\"-Xmx")
                .contains("\"taskmanager.cpu.cores\":\"2.0\"")
                .contains("\"taskmanager.numberOfTaskSlots\":\"2\"");
    }

    @Test
    void tellsOfAKeyThatTheFlinkVersionDoesNotRead() {
        String misspelt = "taskmanager.memory.proces.size";
        for (String command : List.of("plan", "check", "compare")) {
            assertThat(Run.PARLEY.run(command, SIZE, "-D", misspelt + "=1g").out())
                    .as(command)
                    .containsOnlyOnce(misspelt + " has no effect: Flink 2.3 reads no such key. Set"
                            + " taskmanager.memory.process.size if that is meant, else remove it.");
        }
        assertThat(Run.PARLEY.run("plan", SIZE, "--format", "json").out()).doesNotContain("has no effect");
    }

    @Test
    void refusesATaskManagerWithoutASize() {
        Run.Result result = Run.PARLEY.run("plan", "--process", "taskmanager");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("Cannot plan the memory of the TaskManager: No size is set")
                .hasLineCount(1);
    }

    @Test
    void refusesAFlinkBeforeTheMemoryModel() {
        Run.Result result = Run.PARLEY.run("plan", SIZE, "--flink-version", "1.10");

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.err()).contains("Flink 1.10").contains("from 1.11 on");
    }

    @Test
    void listsTheEnvironmentsFoundWhenOneIsUnknown() {
        Run.Result result = Run.PARLEY.run("plan", SIZE, "--environment", "nomad");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("\"nomad\"").contains("Found: mesos, standalone, yarn.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "xml", "TEXT", ""})
    void listsTheFormatsItKnowsWhenOneIsUnknown(String format) {
        Run.Result result = Run.PARLEY.run("plan", SIZE, "--format", format);

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("\"" + format + "\" is no format of parley plan")
                .contains("text, json, jvm-args, svg");
    }

    @Test
    void drawsThePlanOnATerminalOnly() {
        String escape = "\u001b[";

        assertThat(Run.PARLEY.run("plan", SIZE).out()).doesNotContain(escape).doesNotContain("[#");
        assertThat(Run.PARLEY.on(OutputDevice.TERMINAL).run("plan", SIZE).out()).contains(escape + "44m");
        assertThat(Run.PARLEY.on(OutputDevice.PLAIN_TERMINAL).run("plan", SIZE).out())
                .doesNotContain(escape)
                .contains("[######################################=====++++++++++-------]");
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(PlanCommandTest.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
