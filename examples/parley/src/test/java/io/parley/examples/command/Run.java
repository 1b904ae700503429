package io.parley.examples.command;

import io.parley.core.discovery.EnvironmentRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Runs the command inside the test, as a pipe would see it. Immutable. */
record Run(
        Map<String, String> environmentVariables,
        OutputDevice outputDevice,
        String in,
        Supplier<EnvironmentRegistry> discovery) {

    /** Without environment variables, with the adapters on the class path. */
    static final Run PARLEY = new Run(Map.of(), OutputDevice.PIPE, "", EnvironmentRegistry::discover);

    /** What came of it. */
    record Result(int status, String out, String err) {

        List<String> outLines() {
            return out.lines().toList();
        }
    }

    Run with(String variable, String value) {
        Map<String, String> variables = new HashMap<>(environmentVariables);
        variables.put(variable, value);
        return new Run(variables, outputDevice, in, discovery);
    }

    Run on(OutputDevice device) {
        return new Run(environmentVariables, device, in, discovery);
    }

    Run finding(Supplier<EnvironmentRegistry> registry) {
        return new Run(environmentVariables, outputDevice, in, registry);
    }

    Run reading(String text) {
        return new Run(environmentVariables, outputDevice, text, discovery);
    }

    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream bytesOut = new ByteArrayOutputStream();
        CommandContext context = new CommandContext(
                environmentVariables,
                new PrintWriter(out),
                new PrintWriter(err),
                outputDevice,
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                bytesOut,
                discovery);
        int status = ParleyCommand.commandLine(context, arguments).execute(arguments);
        return new Result(status, out + bytesOut.toString(StandardCharsets.US_ASCII), err.toString());
    }
}
