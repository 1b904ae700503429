package io.parley.examples.mesos.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program of the tester's that operates a live cluster. It is run with a word and what that is about, and ends with
 * the status 0, within a minute, when it is done. Closing starts again what is still stopped.
 */
final class OperatorProgram implements ClusterOperator, AutoCloseable {

    private static final String STOP = "stop-";
    private static final String START = "start-";

    private final Path program;
    private final Set<List<String>> stopped = new LinkedHashSet<>();

    OperatorProgram(Path program) {
        this.program = program;
    }

    @Override
    public void operate(String... words) {
        List<String> wanted = List.of(words);
        List<String> start = new ArrayList<>(wanted);
        start.set(0, wanted.get(0).replaceFirst("^" + STOP, START));
        if (!start.equals(wanted)) {
            stopped.add(start);
        }
        List<String> command = new ArrayList<>(wanted);
        command.add(0, program.toString());
        try {
            // A file and no pipe, which what the program leaves running would keep open.
            Path output = Files.createTempFile("parley-operator-", ".txt");
            try {
                run(command, output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command + ". Check -D" + PROPERTY + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The test ended while " + command + " ran.", e);
        }
        stopped.remove(wanted);
    }

    private static void run(List<String> command, Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES))
                    .as("%s ended within a minute", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("status of %s: %s", command, Files.readString(output))
                .isZero();
    }

    @Override
    public void close() {
        List.copyOf(stopped).forEach(start -> operate(start.toArray(String[]::new)));
    }
}
