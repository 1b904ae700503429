package io.parley.examples.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whole processes that tell the JVM arguments of a JobManager from the same configuration: the parley command, the same
 * by its script, and Flink 2.3.0's own BashJavaUtils, which Flink's start scripts run. They take turns.
 */
final class ColdStartBenchmark {

    private static final int FEWEST_RUNS = 10;
    private static final int USUAL_RUNS = 15;
    private static final String MAIN_CLASS = "io.parley.examples.command.ParleyCommand";
    private static final String RELEASE = "2.3.0";
    private static final String RESULT_PREFIX = "BASH_JAVA_UTILS_EXEC_RESULT:";

    private ColdStartBenchmark() {}

    /** A command to be timed. */
    private static final class Contender {
        private final String name;
        private final List<String> command;
        private final List<Long> nanos = new ArrayList<>();

        Contender(String name, List<String> command) {
            this.name = name;
            this.command = List.copyOf(command);
        }

        /** Runs once, adds the time that took, and gives the first line that tells JVM arguments. */
        String run() throws IOException, InterruptedException {
            long began = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            nanos.add(System.nanoTime() - began);
            if (status != 0) {
                throw new IllegalStateException(name + " ended with status " + status + ": " + command);
            }
            return out.lines()
                    .map(line -> line.startsWith(RESULT_PREFIX) ? line.substring(RESULT_PREFIX.length()) : line)
                    .map(String::strip)
                    .filter(line -> line.startsWith("-X"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(name + " told no JVM arguments: " + command));
        }

        double milliseconds() {
            return Median.of(nanos) / 1e6;
        }
    }

    /**
     * Runs it.
     *
     * @param options the number of runs of each, at least 10; may be left out
     * @return the exit status
     * @throws IllegalArgumentException if the number is none or too low
     * @throws IllegalStateException if something is not built, or the processes do not tell the same
     */
    static int run(String... options) throws IOException {
        int runs = runs(options);
        Path examples = ExamplesFolder.ofThisProcess();
        Contender parley = parley(examples);
        Contender script = script(examples);
        Contender flink = flink(examples);
        List<Contender> contenders = List.of(parley, script, flink);
        try {
            // Once unmeasured: the files get into the caches of the operating system.
            List<String> told = new ArrayList<>();
            for (Contender contender : contenders) {
                told.add(contender.run());
                contender.nanos.clear();
            }
            if (told.stream().distinct().count() != 1) {
                throw new IllegalStateException("they tell different JVM arguments: " + told);
            }
            for (int i = 0; i < runs; i++) {
                for (Contender contender : contenders) {
                    contender.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        System.out.printf("Medians of %d runs each, taking turns, of %s:%n", runs, configuration(examples));
        for (Contender contender : contenders) {
            System.out.printf(Locale.ROOT, "  %5.0f ms  %s%n", contender.milliseconds(), contender.name);
        }
        System.out.printf(
                Locale.ROOT,
                "parley takes %.2f x the time of BashJavaUtils; with its script %.2f x.%n",
                parley.milliseconds() / flink.milliseconds(),
                script.milliseconds() / flink.milliseconds());
        return 0;
    }

    private static int runs(String... options) {
        if (options.length == 0) {
            return USUAL_RUNS;
        }
        if (options.length == 1 && options[0].matches("[0-9]{1,4}") && Integer.parseInt(options[0]) >= FEWEST_RUNS) {
            return Integer.parseInt(options[0]);
        }
        throw new IllegalArgumentException("\"" + String.join(" ", options)
                + "\" is no number of runs for cold-start. Give one of " + FEWEST_RUNS + " or more, or none for "
                + USUAL_RUNS + ".");
    }

    private static Contender parley(Path examples) {
        Path options = examples.resolve("parley").resolve("target").resolve("plan-options");
        if (!Files.isRegularFile(options)) {
            throw new IllegalStateException(
                    "there is no " + options + ". Start with examples/run benchmark, which makes it.");
        }
        return new Contender(
                "parley plan --format jvm-args",
                command(
                        List.of(java(), "@" + options, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", MAIN_CLASS),
                        plan(examples)));
    }

    private static Contender script(Path examples) {
        return new Contender(
                "examples/run plan --format jvm-args",
                command(List.of(examples.resolve("run").toString()), plan(examples)));
    }

    private static Contender flink(Path examples) {
        String classPath =
                FlinkPeers.jars(RELEASE).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return new Contender(
                "Flink " + RELEASE + " BashJavaUtils GET_JM_RESOURCE_PARAMS, no logging backend",
                List.of(
                        java(),
                        "-classpath",
                        classPath,
                        "org.apache.flink.runtime.util.bash.BashJavaUtils",
                        "GET_JM_RESOURCE_PARAMS",
                        "--configDir",
                        String.valueOf(configuration(examples).getParent())));
    }

    private static List<String> plan(Path examples) {
        return List.of(
                "plan",
                "--format",
                "jvm-args",
                "--flink-version",
                RELEASE,
                "--conf",
                configuration(examples).toString());
    }

    private static Path configuration(Path examples) {
        return examples.resolve("parley").resolve("conf").resolve("config.yaml");
    }

    private static List<String> command(List<String> start, List<String> arguments) {
        List<String> command = new ArrayList<>(start);
        command.addAll(arguments);
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
