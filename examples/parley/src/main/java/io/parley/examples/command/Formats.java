package io.parley.examples.command;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The names of output formats, and what happens to one that a command does not know. */
final class Formats {

    static final String TEXT = "text";
    static final String JSON = "json";
    static final String JVM_ARGS = "jvm-args";
    static final String SVG = "svg";

    private Formats() {}

    /** Makes the failure for a format that is not among the known ones. */
    static ParameterException unknown(CommandLine command, String format, List<String> known) {
        return new ParameterException(
                command,
                "Invalid value for option '--format': \"" + format + "\" is no format of "
                        + command.getCommandSpec().qualifiedName() + ". Choose one of " + String.join(", ", known)
                        + ".");
    }
}
