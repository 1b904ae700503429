package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FLINK_JM_HEAP beside Flink's own code, which reads the real environment: in a JVM of its own for each value. */
class LegacyHeapVariableIT {

    private static final long SEED = Long.getLong("parley.seed", 11L);
    private static final int CONFIGURATIONS = 400;
    private static final String VARIABLE = "FLINK_JM_HEAP";
    private static final String TASK_MANAGER_VARIABLE = "FLINK_TM_HEAP";

    /** Prints what Flink makes of the random configurations, in the forked JVM. */
    static final class Fork {

        private Fork() {}

        public static void main(String[] arguments) {
            FlinkOracle flink = FlinkOracle.load(arguments[0]);
            StringBuilder out = new StringBuilder();
            everyCase(
                    Long.parseLong(arguments[1]),
                    (process, entries, meaning) -> out.append(flink.derive(process, entries, meaning)
                                    .map(FlinkOracle.Spec::jvmArguments)
                                    .orElse("refused"))
                            .append('\n'));
            System.out.print(out);
        }
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1.11.6,1024m",
                "1.11.6,2147483648",
                "1.11.6, 3 GB ",
                "1.11.6,''",
                "1.11.6,1024x",
                "1.11.6,-1",
                "1.11.6,99999999999t",
                "2.3.0,1024m",
                "2.3.0,1024x"
            })
    void countsAsFlinkCountsIt(String version, String value) throws IOException, InterruptedException {
        System.out.println(VARIABLE + "=\"" + value + "\", Flink " + version + ": seed " + SEED + " (-Dparley.seed)");
        List<String> expected = fork(version, value);
        List<String> actual = new ArrayList<>();
        everyCase(SEED, (process, entries, meaning) -> {
            FlinkConfiguration configuration = FlinkConfiguration.of(entries).toBuilder()
                    .environmentVariables(Map.of(VARIABLE, value, TASK_MANAGER_VARIABLE, value))
                    .build();
            actual.add(resolve(process, configuration, TestRules.of(version, meaning)));
        });
        assertThat(actual).isEqualTo(expected);
        assertThat(actual).anyMatch(line -> line.startsWith("-Xmx"));
    }

    private static String resolve(ProcessKind process, FlinkConfiguration configuration, ResolutionRules rules) {
        try {
            ProcessMemoryPlan plan = process == ProcessKind.JOB_MANAGER
                    ? new JobManagerResolution(configuration, rules, null).resolve()
                    : new TaskManagerResolution(configuration, rules, null).resolve();
            return String.join(" ", plan.jvmArguments());
        } catch (MemoryConfigurationException e) {
            return "refused";
        }
    }

    /** Takes one random configuration in one meaning of a legacy heap. */
    private interface Case {
        void take(ProcessKind process, Map<String, String> entries, LegacyHeapMeaning meaning);
    }

    private static void everyCase(long seed, Case each) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomJobManagers jobManagers = new RandomJobManagers(random);
        RandomTaskManagers taskManagers = new RandomTaskManagers(random);
        for (int i = 0; i < CONFIGURATIONS; i++) {
            Map<String, String> jobManager = jobManagers.next();
            for (LegacyHeapMeaning meaning : LegacyHeapMeaning.values()) {
                each.take(ProcessKind.JOB_MANAGER, jobManager, meaning);
            }
            Map<String, String> taskManager = taskManagers.next();
            each.take(ProcessKind.TASK_MANAGER, taskManager, LegacyHeapMeaning.TOTAL_PROCESS);
            each.take(ProcessKind.TASK_MANAGER, taskManager, LegacyHeapMeaning.TOTAL_FLINK);
        }
    }

    private static List<String> fork(String version, String value) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Fork.class.getName(),
                version,
                Long.toString(SEED));
        builder.environment().put(VARIABLE, value);
        builder.environment().put(TASK_MANAGER_VARIABLE, value);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the forked JVM ends")
                    .isTrue();
            assertThat(process.exitValue()).isZero();
            return out.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theVariableWinsOverBothKeys() {
        FlinkConfiguration configuration =
                FlinkConfiguration.of(Map.of("jobmanager.heap.size", "3g", "jobmanager.heap.mb", "4096")).toBuilder()
                        .environmentVariables(Map.of(VARIABLE, "2g"))
                        .build();
        JobManagerMemoryPlan plan = new JobManagerResolution(
                        configuration, TestRules.of("1.11.6", LegacyHeapMeaning.TOTAL_PROCESS), null)
                .resolve();
        assertThat(plan.totalProcess().bytes()).isEqualTo(2L << 30);
        assertThat(plan.remarks()).anyMatch(remark -> remark.message().contains("jobmanager.heap.mb has no effect"));
    }
}
