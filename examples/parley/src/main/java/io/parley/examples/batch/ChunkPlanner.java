package io.parley.examples.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Gives the result lines of chunks. Not thread-safe. */
final class ChunkPlanner {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .rootValueSeparator("\n")
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String environment;
    private final Function<FlinkConfiguration, ProcessMemoryPlan> planner;
    private final BaseConfiguration base;
    private final ConfigurationLine reader;
    private long refused;

    ChunkPlanner(String environment, Function<FlinkConfiguration, ProcessMemoryPlan> planner, BaseConfiguration base) {
        this.environment = environment;
        this.planner = planner;
        this.base = base;
        this.reader = new ConfigurationLine(base);
    }

    /** Writes a line for each line of the chunk. */
    void plan(Chunk chunk, ByteArrayOutputStream results) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(results)) {
            int start = 0;
            for (int i = 0; i < chunk.lines(); i++) {
                int end = chunk.endOfLine(start);
                plan(json, chunk, start, end, chunk.firstLine() + i);
                start = end + 1;
            }
        }
        results.write('\n');
    }

    /** Gives how many of the results are problems. */
    long refused() {
        return refused;
    }

    private void plan(JsonGenerator json, Chunk chunk, int start, int end, long line) throws IOException {
        ProcessMemoryPlan plan;
        try {
            plan = planner.apply(configuration(chunk, start, end, line));
        } catch (BrokenLineException e) {
            refuse(json, List.of(e.problem()));
            return;
        } catch (MemoryConfigurationException e) {
            refuse(
                    json,
                    e.problems().stream()
                            .map(problem -> new PlanJson.Problem(problem.message(), problem.keys()))
                            .toList());
            return;
        }
        PlanJson.start(json, environment, plan);
        PlanJson.end(json, remarks(plan));
    }

    private FlinkConfiguration configuration(Chunk chunk, int start, int end, long line) throws BrokenLineException {
        byte[] bytes = chunk.bytes();
        if (end - start > PlanBatch.LONGEST_LINE) {
            throw new BrokenLineException(line, "it is longer than " + PlanBatch.LONGEST_LINE + " bytes", List.of());
        }
        int first = start;
        if (line == 1 && hasByteOrderMark(bytes, start, end)) {
            first += BYTE_ORDER_MARK.length;
        }
        return reader.read(bytes, first, end, line);
    }

    private static boolean hasByteOrderMark(byte[] bytes, int start, int end) {
        return end - start >= BYTE_ORDER_MARK.length
                && Arrays.equals(
                        bytes, start, start + BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private void refuse(JsonGenerator json, List<PlanJson.Problem> problems) throws IOException {
        refused++;
        PlanJson.problems(json, problems);
    }

    private List<Remark> remarks(ProcessMemoryPlan plan) {
        if (base.remarks().isEmpty()) {
            return plan.remarks();
        }
        List<Remark> remarks = new ArrayList<>(base.remarks());
        remarks.addAll(plan.remarks());
        return remarks;
    }
}
