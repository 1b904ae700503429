package io.parley.examples.command;

import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.examples.command.PlanPicture.Bar;
import io.parley.examples.command.PlanPicture.Paint;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a command sees of the world around it, so that tests need no process of their own.
 *
 * @param environmentVariables the environment variables, as data
 * @param out what was asked for goes here
 * @param err reasons and progress go here
 * @param outputDevice what is behind {@code out}
 * @param in what is piped into the command
 * @param bytesOut the same as {@code out} for what is too much to go through characters; fails where nobody reads
 * @param discovery finds the environments; called once a command, and only where environments matter
 */
record CommandContext(
        Map<String, String> environmentVariables,
        PrintWriter out,
        PrintWriter err,
        OutputDevice outputDevice,
        InputStream in,
        OutputStream bytesOut,
        Supplier<EnvironmentRegistry> discovery) {

    /** Copies the map. */
    CommandContext {
        environmentVariables = Map.copyOf(environmentVariables);
    }

    /** Prints lines to {@code out}. */
    void print(String... lines) {
        print(List.of(lines));
    }

    void print(List<String> lines) {
        lines.forEach(out::println);
    }

    /** Prints sections with a blank line between them; empty ones are left out. */
    void printSections(List<List<String>> sections) {
        String gap = "";
        for (List<String> section : sections) {
            if (!section.isEmpty()) {
                out.print(gap);
                print(section);
                gap = System.lineSeparator();
            }
        }
    }

    /** Draws bars; gives no line where nobody would see them. */
    List<String> bars(List<Bar> bars) {
        return picture().map(picture -> picture.bars(bars)).orElse(List.of());
    }

    /** Styles a text where styles are seen. */
    String styled(String code, String text) {
        return outputDevice == OutputDevice.TERMINAL ? TerminalStyle.styled(code, text) : text;
    }

    /** Gives what draws pictures; empty where nobody would see them. */
    Optional<PlanPicture> picture() {
        return switch (outputDevice) {
            case TERMINAL -> Optional.of(new PlanPicture(Paint.COLOURS, PlanPicture.USUAL_WIDTH));
            case PLAIN_TERMINAL -> Optional.of(new PlanPicture(Paint.CHARACTERS, PlanPicture.USUAL_WIDTH));
            case PIPE -> Optional.empty();
        };
    }

    /** Leaves the environment variables out: they may hold secrets. */
    @Override
    public String toString() {
        return "CommandContext{" + outputDevice + "}";
    }
}
