package io.parley.examples.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on standard error why a command was not done, in words and without a stack trace. */
final class FailureReport implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final CommandContext context;

    FailureReport(CommandContext context) {
        this.context = context;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        context.err().println(message(failure, command));
        context.err().println("Try \"" + command.getCommandSpec().qualifiedName() + " --help\".");
        return ExitStatus.WRONG_USAGE;
    }

    private static String message(ParameterException failure, CommandLine command) {
        return failure instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched, command)
                : String.valueOf(failure.getMessage());
    }

    /** Words what no option takes; a misplaced text may be a secret and is not shown. */
    private static String unmatched(UnmatchedArgumentException failure, CommandLine command) {
        String first = failure.getUnmatched().get(0);
        if (first.startsWith("-")) {
            String name = first.substring(0, first.indexOf('=') < 0 ? first.length() : first.indexOf('='));
            return "Unknown option: " + name + suggestions(failure);
        }
        if (command.getParent() == null) {
            return "Unknown command: " + first + suggestions(failure) + " Commands are "
                    + String.join(", ", command.getSubcommands().keySet()) + ".";
        }
        int count = failure.getUnmatched().size();
        return count == 1
                ? "An argument belongs to no option; it is not shown, for it may be a secret."
                : count + " arguments belong to no option; they are not shown, for they may be secrets.";
    }

    private static String suggestions(UnmatchedArgumentException failure) {
        List<String> suggestions = failure.getSuggestions();
        return suggestions.isEmpty() ? "." : ". Did you mean " + String.join(" or ", suggestions) + "?";
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof InterruptedException) {
            // By a signal, whose number the exit status tells; no fault of anybody.
            Thread.currentThread().interrupt();
            context.err().println("Cancelled.");
            return ExitStatus.REFUSED;
        }
        ParseResult options = command.getParseResult();
        Optional<Refusal> refusal = Refusal.of(failure);
        PrintWriter err = context.err();
        if (refusal.isPresent()) {
            if (Formats.JSON.equals(options.matchedOptionValue("--format", Formats.TEXT))) {
                context.print(JsonWriter.refusal(refusal.get().problems()));
            }
            err.println(refusal.get().reason());
        } else {
            err.println("Internal error: " + failure + ", run again with --verbose");
        }
        if (options.hasMatchedOption("--verbose")) {
            failure.printStackTrace(err);
        }
        return ExitStatus.REFUSED;
    }
}
