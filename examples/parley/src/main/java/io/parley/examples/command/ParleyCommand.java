package io.parley.examples.command;

import io.parley.core.discovery.EnvironmentRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The parley command. */
@Command(
        name = "parley",
        description = "Negotiates resources for Apache Flink processes.",
        versionProvider = ParleyVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit status: 0 done, 1 refused or failed (the reason is on standard error), 2 wrong usage."})
@SuppressWarnings("UnusedVariable") // The options without arguments are read by picocli alone.
public final class ParleyCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    private boolean version;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Shows the stack trace of a failure.")
    private boolean verbose;

    private ParleyCommand() {}

    /**
     * Runs the command and ends the Java virtual machine with its exit status.
     *
     * @param arguments the command's name and its options
     */
    public static void main(String[] arguments) {
        Map<String, String> variables = System.getenv();
        PrintWriter out = writer(System.out);
        PrintWriter err = writer(System.err);
        CommandContext context = new CommandContext(
                variables,
                out,
                err,
                OutputDevice.ofThisProcess(variables),
                System.in,
                new FileOutputStream(FileDescriptor.out),
                EnvironmentRegistry::discover);
        int status = ExitStatus.REFUSED;
        try {
            status = commandLine(context, arguments.length == 0 ? "" : arguments[0])
                    .execute(arguments);
        } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
            err.println("Internal error: " + e);
        }
        out.flush();
        err.flush();
        // Not a return: an embedded cluster leaves threads behind that would keep the process alive.
        System.exit(status);
    }

    /** Writes as the terminal reads, whatever the default for files is. */
    private static PrintWriter writer(PrintStream stream) {
        Charset charset = Charset.forName(System.getProperty(
                "stdout.encoding",
                System.getProperty("native.encoding", Charset.defaultCharset().name())));
        return new ByteExactWriter(
                stream, PlainCharacters.whereNeeded(new OutputStreamWriter(stream, charset), charset));
    }

    /**
     * Puts the command together for a context and arguments: where they begin with the name of a subcommand, that one
     * alone is made, which saves half the time.
     */
    static CommandLine commandLine(CommandContext context, String... arguments) {
        String named = arguments.length == 0 ? "" : arguments[0];
        FailureReport failures = new FailureReport(context);
        Help.Ansi ansi = context.outputDevice() == OutputDevice.TERMINAL ? Help.Ansi.ON : Help.Ansi.OFF;
        CommandLine command = new CommandLine(new ParleyCommand());
        Map<String, Supplier<Object>> subcommands = subcommands(context);
        subcommands.forEach((name, subcommand) -> {
            if (name.equals(named) || !subcommands.containsKey(named)) {
                command.addSubcommand(name, subcommand.get());
            }
        });
        command.setExpandAtFiles(false)
                .setOut(context.out())
                .setErr(context.err())
                .setColorScheme(Help.defaultColorScheme(ansi))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setHelpFactory(HelpText::new);
        HelpText.layOut(command.getCommandSpec());
        return command;
    }

    private static Map<String, Supplier<Object>> subcommands(CommandContext context) {
        Map<String, Supplier<Object>> subcommands = new LinkedHashMap<>();
        subcommands.put("environments", () -> new EnvironmentsCommand(context));
        subcommands.put("plan", () -> new PlanCommand(context));
        subcommands.put("translate", () -> new TranslateCommand(context));
        subcommands.put("launch", () -> new LaunchCommand(context));
        subcommands.put("compare", () -> new CompareCommand(context));
        subcommands.put("migrate", () -> new MigrateCommand(context));
        subcommands.put("check", () -> new CheckCommand(context));
        subcommands.put("benchmark", () -> BenchmarkCommand.commandLine(context));
        return subcommands;
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        if (command == null) {
            throw new IllegalStateException("The command was not set up.");
        }
        throw new ParameterException(
                command.commandLine(),
                "A command is missing. Commands are "
                        + String.join(", ", command.subcommands().keySet()) + ".");
    }
}
