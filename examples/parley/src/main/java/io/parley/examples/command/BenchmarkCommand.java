package io.parley.examples.command;

import io.parley.examples.launch.ExamplesDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs a benchmark in a JVM of its own, with the flags that a JVM has by itself. */
@Command(
        name = "benchmark",
        description = "Measures Parley beside Flink's, Hadoop's or Fenzo's own code or bare loops, in the same run.",
        footer = {
            "",
            "Benchmarks:",
            "  resolve         plans a second and bytes a plan, beside Flink 2.3.0 and 1.11.6; takes JMH's",
            "                  options",
            "  batch           plan --batch beside a loop of Flink 2.3.0's own code; takes JMH's options",
            "  cold-start      the whole command beside Flink's BashJavaUtils; takes the number of runs",
            "  yarn-scale      5,000 containers on 1,000 simulated nodes, beside a loop that only counts",
            "                  them; takes the number of rounds",
            "  yarn-rounding   what YARN grants, beside Hadoop's own calculators; takes JMH's options",
            "  mesos-matching  10,000 offers by 10,000 demands, beside Netflix Fenzo; takes --size, --seed,",
            "                  --plot and --without-fenzo",
            "  mesos-updates   100,000 status updates through the Mesos client, beside a bare loop over",
            "                  java.net.http; takes --updates and --rounds",
            "",
            "Examples:",
            "  parley benchmark resolve",
            "  parley benchmark resolve -p process=taskmanager -f 1"
        })
final class BenchmarkCommand implements Callable<Integer> {

    /** The others' modules have jars that clash with those of the command, so each is a process of its own. */
    private enum Module {
        FLINK("", ".", "io.parley.examples.benchmarks.Benchmarks"),
        YARN("yarn-", "yarn", "io.parley.examples.benchmarks.yarn.YarnBenchmarks"),
        MESOS("mesos-", "mesos", "io.parley.examples.benchmarks.mesos.MesosBenchmarks");

        private final String prefix;
        private final String folder;
        private final String mainClass;

        Module(String prefix, String folder, String mainClass) {
            this.prefix = prefix;
            this.folder = folder;
            this.mainClass = mainClass;
        }

        private static Module of(String name) {
            for (Module module : List.of(YARN, MESOS)) {
                if (name.startsWith(module.prefix)) {
                    return module;
                }
            }
            return FLINK;
        }
    }

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "[OPTION...]", description = "Passed on to the benchmark.")
    private List<String> options = new ArrayList<>();

    private BenchmarkCommand(CommandContext context) {
        this.context = context;
    }

    /** Gives the command line, on which all that follows the name belongs to the benchmark. */
    static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new BenchmarkCommand(context)).setStopAtPositional(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path examples = ExamplesDirectory.ofThisProcess().path();
        List<String> command = javaCommand(examples, name);
        command.add(name);
        command.addAll(options);
        context.out().flush();
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Gives the command that starts a benchmark's JVM. */
    static List<String> javaCommand(Path examples, String name) throws IOException {
        Module module = Module.of(name);
        Path target = examples.resolve("benchmarks")
                .resolve(module.folder)
                .resolve("target")
                .normalize();
        String classPath;
        try {
            classPath = Files.readString(target.resolve("class-path"));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(
                    "Cannot run a benchmark: there is no " + target.resolve("class-path")
                            + ". Start with examples/run benchmark " + name + ", which builds it.",
                    e);
        }
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dparley.examples=" + examples,
                "-cp",
                target.resolve("classes") + File.pathSeparator + classPath.strip(),
                module.mainClass));
    }
}
