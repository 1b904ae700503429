package io.parley.examples.command;

import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.batch.BatchTotals;
import io.parley.examples.batch.PlanBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** Plans every line of a file or of standard input. */
final class FleetPlan {

    private static final String STANDARD_INPUT = "-";
    private static final String INTENT = "Cannot read the batch ";

    private final CommandContext context;
    private final PlanBatch batch;

    /** Takes what every line is laid over, and the keys of it that win over a line. */
    FleetPlan(CommandContext context, Selection selection, Set<String> fixedKeys) {
        this.context = context;
        MemoryPlanResolver resolver = selection.resolver();
        this.batch = PlanBatch.of(
                        selection.environment().name(),
                        configuration -> resolver.resolve(selection.process(), configuration))
                .over(selection.configuration(), fixedKeys, selection.configurationRemarks());
    }

    /** Writes the results; tells on {@code err} how many lines gave no plan, if any. */
    void run(String source) throws IOException, InterruptedException {
        BatchTotals totals = source.equals(STANDARD_INPUT) ? run(context.in()) : runFile(source);
        if (totals.refused() > 0) {
            context.err()
                    .println(totals.refused() + " of " + totals.lines()
                            + " lines gave no plan; their results name the problems.");
        }
    }

    private BatchTotals run(InputStream lines) throws IOException, InterruptedException {
        return batch.run(lines, context.bytesOut());
    }

    private BatchTotals runFile(String name) throws IOException, InterruptedException {
        try (InputStream lines = open(name)) {
            return run(lines);
        }
    }

    private static InputStream open(String name) {
        try {
            Path file = Path.of(name);
            if (Files.isDirectory(file)) {
                throw new IllegalArgumentException(
                        INTENT + name + ": it is a directory. Name a file, or - for standard input.");
            }
            return Files.newInputStream(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "Cannot read the batch: its name is no path (" + e.getReason()
                            + "). Name a file, or - for standard input.",
                    e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    INTENT + name + ": there is no such file. Name a file, or - for standard input.", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(
                    INTENT + name + ": access is denied. Make it readable for this user.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(INTENT + name + ": " + e.getMessage() + ". Name a readable file.", e);
        }
    }
}
