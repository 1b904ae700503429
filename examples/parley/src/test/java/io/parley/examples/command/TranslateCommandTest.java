package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.ResourceTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslateCommandTest {

    private static final String SIZE = "-Djobmanager.memory.process.size=1600m";

    @TempDir
    private Path directory;

    @Test
    void growsThePlanIntoAGrantThatIsKnown() throws IOException {
        Run.Result result = yarn().run("translate", SIZE, "--environment", "yarn", "--format", "json");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("""
                        {
                          "environment": "yarn",
                          "asked": {
                            "memoryMiB": 1600,
                            "vcores": 1
                          },
                          "granted": {
                            "memoryMiB": 2048,
                            "vcores": 1
                          },
                          "limits": "known",
                          "unused": 0,
                          "plan": {
                            "process": "jobmanager",
                            "environment": "yarn",
                        """)
                .contains("\"jvmHeap\": 1530082096,")
                .contains("\"totalProcess\": 2147483648,");
    }

    @Test
    void showsAskedAndGrantedSideBySide() throws IOException {
        assertThat(yarn().run("translate", SIZE, "--environment", "yarn").out())
                .startsWith("""
                        JobManager on yarn, Flink 2.3.0: 1600 MiB, led by Total Process Memory

                                   asked  granted
                        memoryMiB   1600     2048
                        vcores         1        1

                                                                   asked                       granted
                        Total Process Memory  1600 MiB  1677721600 bytes    2048 MiB  2147483648 bytes
                        """)
                .contains("JVM Heap          1024 MiB  1073741824 bytes  1459.2 MiB  1530082096 bytes")
                .doesNotContain("Unused")
                .doesNotContain("Remarks");
    }

    @ParameterizedTest
    @CsvSource({
        "heap, 1543503872, 134217728, 201326592, 0",
        "off-heap, 1073741824, 603979776, 201326592, 0",
        "overhead, 1073741824, 134217728, 671088640, 0",
        "unused, 1073741824, 134217728, 201326592, 469762048"
    })
    void putsWhatIsGrantedBeyondTheAskWhereThePolicySays(
            String policy, long heap, long offHeap, long overhead, long unused) throws IOException {
        Run.Result result =
                yarn().run("translate", SIZE, "--environment", "yarn", "--grant-policy", policy, "--format", "json");

        assertThat(result.out())
                .contains("\"jvmHeap\": " + heap + ",")
                .contains("\"offHeap\": " + offHeap + ",")
                .contains("\"jvmOverhead\": " + overhead + "\n")
                .contains("\"unused\": " + unused + ",");
    }

    @Test
    void growsNothingOnLimitsThatAreAssumed() {
        Run.Result json = Run.PARLEY.run("translate", SIZE, "--environment", "yarn", "--format", "json");
        Run.Result text = Run.PARLEY.run("translate", SIZE, "--environment", "yarn");

        assertThat(json.out())
                .contains("\"memoryMiB\": 1600,")
                .contains("\"memoryMiB\": 2048,")
                .contains("\"limits\": \"assumed\"")
                .contains("\"unused\": 469762048")
                .contains("\"jvmHeap\": 1073741824,")
                .contains("its documented defaults are assumed");
        assertThat(text.out())
                .contains("asked  granted (assumed)")
                .contains("Nothing grows on a guess: the plan stays at 1600 MiB of 2048 MiB.")
                .contains("HADOOP_CONF_DIR");
    }

    @Test
    void namesTheKeyAndTheAmountWhenTheMaximumIsTooSmall() throws IOException {
        Run.Result result = yarn().run("translate", "-Djobmanager.memory.process.size=9g", "--environment", "yarn");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("9216 MiB")
                .contains("8192 MiB")
                .contains("yarn.scheduler.maximum-allocation-mb")
                .contains("jobmanager.memory.process.size")
                .doesNotContain("\tat ");
    }

    @Test
    void writesSuchARefusalAsJsonWithItsKey() throws IOException {
        Run.Result result = yarn().run(
                        "translate",
                        "-Djobmanager.memory.process.size=9g",
                        "--environment",
                        "yarn",
                        "--format",
                        "json");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).startsWith("{\n  \"problems\": [ {").containsPattern("\"keys\": \\[ \"[a-z.-]+\" ]");
    }

    @Test
    void takesFromAnOfferOfMesosWhatThePlanNeeds() {
        Run.Result result = Run.PARLEY.run("translate", SIZE, "--environment", "mesos", "--format", "json");

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isEqualTo(ExitStatus.DONE);
        assertThat(result.out().replaceAll("\\s+", ""))
                .contains("\"asked\":{\"cpus\":1.0,\"memMiB\":1600,\"diskMiB\":0,\"gpus\":0,\"ports\":2}");
    }

    @Test
    void definesAnAppOfMarathonFromTheSamePlanAsTheTake() {
        Run.Result result = Run.PARLEY.run(
                "translate",
                "-Djobmanager.heap.size=1g",
                "--flink-version",
                "1.11",
                "-Dparley.mesos.flink-home=/opt/flink",
                "--environment",
                "mesos",
                "--format",
                "marathon");

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isEqualTo(ExitStatus.DONE);
        // A heap option from before Flink 1.11 is the JVM heap there, so the app is larger.
        assertThat(result.out()).contains("\"mem\" : 1600", "\"-Xmx1073741824\"", "\"-XX:MaxMetaspaceSize=268435456\"");
        Run.Result homeless = Run.PARLEY.run("translate", SIZE, "--environment", "mesos", "--format", "marathon");
        assertThat(homeless.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(homeless.err()).contains("parley.mesos.flink-home");
        assertThat(Run.PARLEY
                        .run("translate", SIZE, "--environment", "mesos", "--format", "toml")
                        .err())
                .contains("text, json, marathon");
    }

    /** Before Flink 1.11 these were the JVM's heap or the container, as the environment took them. */
    @ParameterizedTest
    @ValueSource(strings = {"jobmanager.heap.size=1g", "jobmanager.heap.mb=1024", "FLINK_JM_HEAP=1g"})
    void legacyHeapIsTheJvmHeapOfAnAppOfMarathon(String option) {
        Run run = option.startsWith("FLINK") ? Run.PARLEY.with("FLINK_JM_HEAP", "1g") : Run.PARLEY;
        String set = option.startsWith("FLINK") ? "-Dunread=1" : "-D" + option;
        List<String> common = List.of(
                set, "--flink-version", "1.11", "--environment", "mesos", "-Dparley.mesos.flink-home=/opt/flink");
        List<String> planning = new ArrayList<>(List.of("plan", "--format", "json"));
        planning.addAll(common);
        List<String> translating = new ArrayList<>(List.of("translate", "--format", "marathon"));
        translating.addAll(common);

        String plan = run.run(planning.toArray(String[]::new)).out().replaceAll("\\s+", "");
        Run.Result app = run.run(translating.toArray(String[]::new));

        assertThat(app.status()).as(app.err()).isEqualTo(ExitStatus.DONE);
        assertThat(plan).contains("\"totalProcess\":1677721600,", "\"jvmHeap\":1073741824,");
        assertThat(app.out()).contains("\"mem\" : 1600,", "\"-Xmx1073741824\"", "\"-Xms1073741824\"");
    }

    @Test
    void tellsThatTheFilesOfYarnAreNotWhereTheVariableSays() {
        Run.Result result = Run.PARLEY
                .with("HADOOP_CONF_DIR", directory.resolve("nowhere").toString())
                .run("translate", SIZE, "--environment", "yarn");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains("HADOOP_CONF_DIR").contains("nowhere");
    }

    @Test
    void showsSettingsWhereAnEnvironmentTakesThose() throws IOException {
        Run paper = paper();

        assertThat(paper.run("translate", SIZE, "--environment", "paper").out())
                .contains("\n\nSettings\n  paper.size=1677721600b\n\n")
                .doesNotContain("memoryMiB");
        assertThat(paper.run("translate", SIZE, "--environment", "paper", "--format", "json")
                        .out())
                .contains("\"settings\": {\n    \"paper.size\": \"1677721600b\"\n  },")
                .doesNotContain("\"asked\"")
                .contains("\"bytes\": 2147483648");
    }

    @Test
    void showsTheSettingsOfAHost() {
        assertThat(Run.PARLEY.run("translate", SIZE).out()).startsWith("""
                        JobManager on standalone, Flink 2.3.0: 1600 MiB, led by Total Process Memory

                                          asked     granted
                        memoryBytes  1677721600  1677721600

                        Settings
                          jobmanager.memory.flink.size=1207959552b
                          jobmanager.memory.heap.size=1073741824b
                        """);
        assertThat(Run.PARLEY.run("translate", SIZE, "--format", "config.yaml").outLines())
                .startsWith("jobmanager.memory.flink.size: 1207959552b")
                .hasSize(6);
        assertThat(Run.PARLEY
                        .run("translate", SIZE, "--format", "env", "--flink-version", "1.20")
                        .outLines())
                .contains("unset FLINK_JM_HEAP", "unset JVM_ARGS");
    }

    @Test
    void writesAFormatOfTheEnvironmentsOwn() throws IOException {
        assertThat(paper().run("translate", SIZE, "--environment", "paper", "--format", "origami")
                        .outLines())
                .containsExactly("fold 1677721600");
    }

    @Test
    void listsTheEnvironmentsOwnFormatsWhenOneIsUnknown() throws IOException {
        Run.Result result = paper().run("translate", SIZE, "--environment", "paper", "--format", "svg");

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.err()).contains("Choose one of text, json, origami.");
    }

    @Test
    void drawsAskedAndGrantedInOneScale() throws IOException {
        Run.Result result = yarn().on(OutputDevice.PLAIN_TERMINAL).run("translate", SIZE, "--environment", "yarn");

        assertThat(result.out())
                .contains("asked   [##############################====+++++++------             ]\n")
                .contains("granted [###########################################====+++++++------]\n")
                .contains("\n##     JVM Heap          1024 MiB");
    }

    private Run yarn() throws IOException {
        Files.writeString(directory.resolve("yarn-site.xml"), "<configuration/>\n");
        return Run.PARLEY.with("HADOOP_CONF_DIR", directory.toString());
    }

    private Run paper() throws IOException {
        PluginFolder folder =
                new PluginFolder(directory).register(ResourceTranslator.class, PaperTranslator.class.getName());
        return Run.PARLEY.finding(folder::discover);
    }

    @Test
    void namesTheSizeToLowerToWhereItIsKnownToResolve() {
        Run.Result result = Run.PARLEY.run(
                "translate",
                "--environment",
                "yarn",
                "--process",
                "taskmanager",
                "-D",
                "taskmanager.memory.process.size=40g");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).contains("Lower taskmanager.memory.process.size to 8192m or raise the maximum.");
    }
}
