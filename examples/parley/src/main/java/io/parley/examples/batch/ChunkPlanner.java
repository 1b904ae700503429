package io.parley.examples.batch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Gives the results of chunks. Not thread-safe. */
final class ChunkPlanner {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Function<FlinkConfiguration, ProcessMemoryPlan> planner;
    private final ConfigurationLines reader;
    private final ResultLines writer;
    private long refused;

    ChunkPlanner(String environment, Function<FlinkConfiguration, ProcessMemoryPlan> planner, BaseConfiguration base) {
        this.planner = planner;
        this.reader = new ConfigurationLines(base);
        this.writer = new ResultLines(environment, base.remarks());
    }

    /**
     * Plans the lines of a chunk.
     *
     * @param chunk the lines
     * @param results gets a result for each line, and nothing else
     */
    void plan(Chunk chunk, ResultBuffer results) {
        results.clear();
        writer.writeTo(results);
        reader.start(chunk);
        try {
            int start = 0;
            for (int i = 0; i < chunk.lines(); i++) {
                int end = chunk.endOfLine(i);
                plan(chunk, start, end, chunk.firstLine() + i);
                start = end + 1;
            }
        } finally {
            reader.end();
        }
    }

    /** Gives how many of the results are problems. */
    long refused() {
        return refused;
    }

    private void plan(Chunk chunk, int start, int end, long line) {
        ProcessMemoryPlan plan;
        try {
            plan = planner.apply(configuration(chunk, start, end, line));
        } catch (BrokenLineException e) {
            refuse(List.of(e.problem()));
            return;
        } catch (MemoryConfigurationException e) {
            refuse(e.problems().stream()
                    .map(problem -> new LineProblem(problem.message(), problem.keys()))
                    .toList());
            return;
        }
        writer.plan(plan);
    }

    private FlinkConfiguration configuration(Chunk chunk, int start, int end, long line) throws BrokenLineException {
        if (end - start > PlanBatch.LONGEST_LINE) {
            throw new BrokenLineException(line, "it is longer than " + PlanBatch.LONGEST_LINE + " bytes", List.of());
        }
        byte[] bytes = chunk.bytes();
        int first = line == 1 && hasByteOrderMark(bytes, start, end) ? start + BYTE_ORDER_MARK.length : start;
        return reader.read(first, end, line);
    }

    private static boolean hasByteOrderMark(byte[] bytes, int start, int end) {
        int length = BYTE_ORDER_MARK.length;
        return end - start >= length && Arrays.equals(bytes, start, start + length, BYTE_ORDER_MARK, 0, length);
    }

    private void refuse(List<LineProblem> problems) {
        refused++;
        writer.problems(problems);
    }
}
