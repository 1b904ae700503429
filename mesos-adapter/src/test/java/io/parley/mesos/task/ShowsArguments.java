package io.parley.mesos.task;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Prints its arguments, each on a line, blanks and line ends made visible. */
public final class ShowsArguments {

    private ShowsArguments() {}

    /**
     * Prints.
     *
     * @param arguments what is printed
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String argument : arguments) {
            out.println("<" + argument.replace("\n", "\\n") + ">");
        }
    }
}
