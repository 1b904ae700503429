package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {

    private static final String SIZE = "-Djobmanager.memory.process.size=1600m";
    private static final String[] LEGACY = {"compare", "-Djobmanager.heap.size=1024m", "--flink-version", "1.11"};
    private static final String[] SMALL = {"compare", "-Djobmanager.heap.size=512m", "--flink-version", "1.11"};

    @Test
    void saysThatAllAreTheSame() {
        Run.Result result = Run.PARLEY.run("compare", SIZE);

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualToNormalizingNewlines("""
                JobManager, Flink 2.3.0, on mesos, standalone and yarn

                The same in all: 1600 MiB, and every part of it, to the byte.

                                           mesos  standalone      yarn
                  Total Process Memory  1600 MiB    1600 MiB  1600 MiB
                    Total Flink Memory  1152 MiB    1152 MiB  1152 MiB
                      JVM Heap          1024 MiB    1024 MiB  1024 MiB
                      Off-heap           128 MiB     128 MiB   128 MiB
                    JVM Metaspace        256 MiB     256 MiB   256 MiB
                    JVM Overhead         192 MiB     192 MiB   192 MiB
                """);
    }

    @Test
    void marksAndExplainsWhatDiffers() {
        Run.Result result = Run.PARLEY.run(LEGACY);

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualToNormalizingNewlines("""
                JobManager, Flink 1.11, on mesos, standalone and yarn

                Not the same: 1600 MiB on mesos and standalone, 1024 MiB on yarn. Led by JVM Heap on mesos and
                standalone, by Total Process Memory on yarn.

                jobmanager.heap.size means the JVM Heap on mesos and standalone
                (1024 MiB of heap in a process of 1600 MiB), but the whole process, its container, on yarn
                (448 MiB of heap in a process of 1024 MiB). Set jobmanager.memory.heap.size or
                jobmanager.memory.process.size instead, which mean the same everywhere.

                                           mesos  standalone      yarn
                * Total Process Memory  1600 MiB    1600 MiB  1024 MiB
                *   Total Flink Memory  1152 MiB    1152 MiB   576 MiB
                *     JVM Heap          1024 MiB    1024 MiB   448 MiB
                      Off-heap           128 MiB     128 MiB   128 MiB
                    JVM Metaspace        256 MiB     256 MiB   256 MiB
                    JVM Overhead         192 MiB     192 MiB   192 MiB

                * not the same everywhere

                Remarks
                  - mesos and standalone: jobmanager.heap.size is a legacy option; it counts as \
                jobmanager.memory.heap.size here. Set jobmanager.memory.heap.size instead.
                  - yarn: jobmanager.heap.size is a legacy option; it counts as jobmanager.memory.process.size here. \
                Set jobmanager.memory.process.size instead.
                """);
    }

    @ParameterizedTest
    @CsvSource({"jobmanager.heap.mb, 1024", "jobmanager.heap.size, 1g"})
    void explainsTheLegacyHeapUnderEachOfItsNames(String key, String value) {
        assertThat(Run.PARLEY
                        .run("compare", "-D" + key + "=" + value, "--flink-version", "1.11")
                        .out())
                .contains("\n" + key + " means the JVM Heap on mesos and standalone\n(1024 MiB of heap");
    }

    @Test
    void explainsTheLegacyHeapOfAVariable() {
        assertThat(Run.PARLEY
                        .with("FLINK_JM_HEAP", "1024m")
                        .run("compare", "--flink-version", "1.11")
                        .out())
                .contains("\nFLINK_JM_HEAP means the JVM Heap on mesos and standalone\n(1024 MiB of heap");
    }

    @Test
    void explainsNoTrapWhereItCatchesNobody() {
        assertThat(Run.PARLEY
                        .run(
                                "compare",
                                "-Djobmanager.heap.size=1024m",
                                "--flink-version",
                                "1.11",
                                "--environment",
                                "mesos,standalone")
                        .out())
                .contains("The same in all: 1600 MiB")
                .doesNotContain("jobmanager.heap.size means");
    }

    @Test
    void showsTheOthersWhereOneRefuses() {
        Run.Result result = Run.PARLEY.run(SMALL);

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).isEqualToNormalizingNewlines("Refused by 1 of 3 environments: yarn.\n");
        assertThat(result.out()).contains("""
                The same on mesos and standalone: 1088 MiB, and every part of it, to the byte. Refused on yarn, see
                below.
                """).contains("""
                jobmanager.heap.size means the JVM Heap on mesos and standalone
                (512 MiB of heap in a process of 1088 MiB), but the whole process, its container, on yarn
                (which gives no plan). Set jobmanager.memory.heap.size or jobmanager.memory.process.size instead,
                """).contains("""
                                           mesos  standalone     yarn
                  Total Process Memory  1088 MiB    1088 MiB  refused
                    Total Flink Memory   640 MiB     640 MiB        -
                """).contains("""
                Refused on yarn
                  Cannot plan the memory of the JobManager: Total Process Memory, 512 MiB (536870912 bytes), leaves no
                """);
    }

    @Test
    void tellsAReasonOnceThatAllHave() {
        Run.Result result = Run.PARLEY.run("compare");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out())
                .containsOnlyOnce("No size is set")
                .contains("\nRefused on mesos, standalone and yarn\n")
                .doesNotContain("Total Process Memory  ");
        assertThat(result.err()).contains("Refused by 3 of 3 environments: mesos, standalone and yarn.");
    }

    @Test
    void comparesThoseAskedForInTheirOrder() {
        assertThat(Run.PARLEY
                        .run("compare", SIZE, "--environment", "yarn,mesos", "--environment", "standalone")
                        .out())
                .contains("on yarn, mesos and standalone")
                .contains("yarn     mesos  standalone\n");
        assertThat(Run.PARLEY
                        .run("compare", SIZE, "--environment", "yarn", "--environment", "yarn")
                        .outLines())
                .startsWith("JobManager, Flink 2.3.0, on yarn", "", "1600 MiB on yarn.");
    }

    @Test
    void listsTheEnvironmentsFoundWhenOneIsUnknown() {
        Run.Result result = Run.PARLEY.run("compare", SIZE, "--environment", "yarn,nomad");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("\"nomad\"").contains("Found: mesos, standalone, yarn.");
    }

    @Test
    void tellsWhatToDoWhereNoEnvironmentIsFound() {
        ClassLoader empty = new ClassLoader(null) {};

        Run.Result result = Run.PARLEY
                .finding(() -> io.parley.core.discovery.EnvironmentRegistry.discover(empty))
                .run("compare", SIZE);

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err())
                .contains("Cannot compare environments: none was found. Put an adapter's jar on the class path.");
    }

    @Test
    void writesPlansDifferencesAndRemarksAsJson() {
        Run.Result result = Run.PARLEY.run(with(LEGACY, "--environment", "yarn,mesos", "--format", "json"));

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("{\n  \"environments\": {\n    \"yarn\": {\n      \"process\": \"jobmanager\",")
                .contains("    \"mesos\": {\n      \"process\": \"jobmanager\",\n      \"environment\": \"mesos\",")
                .contains("\"differences\": [ \"totalProcess\", \"totalFlink\", \"components.jvmHeap\" ]")
                .contains("\"remarks\": [ \"jobmanager.heap.size means the whole process, its container, on yarn"
                        + " (448 MiB of heap in a process of 1024 MiB), but the JVM Heap on mesos (1024 MiB of heap"
                        + " in a process of 1600 MiB). Set ");
    }

    @Test
    void writesProblemsInThePlaceOfAPlanAsJson() {
        Run.Result result = Run.PARLEY.run(with(SMALL, "--format", "json"));

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out())
                .contains("\"yarn\": {\n      \"problems\": [ {\n        \"message\": \"Total Process Memory, 512 MiB")
                .contains("\"totalProcess\": 1140850688")
                .contains("\"differences\": [ \"problems\" ]");
        assertThat(Run.PARLEY.run("compare", SIZE, "--format", "json").out())
                .contains("\"differences\": [ ],\n  \"remarks\": [ ]\n}");
    }

    @Test
    void drawsBarsAndColoursDifferencesOnATerminalOnly() {
        String yellow = "\u001b[33m";

        assertThat(Run.PARLEY.run(LEGACY).out()).doesNotContain("\u001b").doesNotContain("[#");
        assertThat(Run.PARLEY.on(OutputDevice.TERMINAL).run(LEGACY).out())
                .contains(yellow + "*     JVM Heap ")
                .doesNotContain(yellow + "    JVM Metaspace");
        assertThat(Run.PARLEY.on(OutputDevice.PLAIN_TERMINAL).run(LEGACY).out())
                .contains("\nmesos      [######")
                .contains("\nyarn       [######")
                .contains("\n## *     JVM Heap          1024 MiB    1024 MiB   448 MiB\n")
                .doesNotContain("\u001b");
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }
}
