package io.parley.examples.batch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Plans for many processes: one JSON object of keys a line in, one result a line out, in order.
 *
 * <p>A value is a text, a number or a boolean. The result is the JSON of the plan, or of the problems where a line is
 * broken or its configuration gives no plan; the run goes on. Memory is bounded whatever the length of the input: each
 * worker holds one chunk of lines, and no more results than there are workers wait for those before them. A result is
 * written as soon as its line was read, planned, and all before it are written.
 *
 * <pre>{@code
 * MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse("2.3.0"), environment.description());
 * BatchTotals totals = PlanBatch.of(environment.name(), resolver::jobManager)
 *         .withWorkers(2)
 *         .run(new ByteArrayInputStream(lines), OutputStream.nullOutputStream());
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class PlanBatch {

    /** The bytes that a line may have, without its line feed. */
    public static final int LONGEST_LINE = 1024 * 1024;

    private final String environment;
    private final Function<FlinkConfiguration, ProcessMemoryPlan> planner;
    private final BaseConfiguration base;
    private final int workers;

    private PlanBatch(
            String environment,
            Function<FlinkConfiguration, ProcessMemoryPlan> planner,
            BaseConfiguration base,
            int workers) {
        this.environment = environment;
        this.planner = planner;
        this.base = base;
        this.workers = workers;
    }

    /**
     * Makes a batch with one worker for each processor.
     *
     * @param environment the environment's name, for the results
     * @param planner gives the plan of a configuration or throws {@link MemoryConfigurationException}; called by
     *     several threads at once
     * @return the batch
     */
    public static PlanBatch of(String environment, Function<FlinkConfiguration, ProcessMemoryPlan> planner) {
        return new PlanBatch(
                environment,
                planner,
                BaseConfiguration.EMPTY,
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * Lays every line over a configuration.
     *
     * @param configuration the configuration
     * @param fixedKeys the keys that keep what this configuration sets, whatever a line says
     * @param remarks remarks on the configuration; every plan gets them before its own
     * @return the batch
     */
    public PlanBatch over(FlinkConfiguration configuration, Set<String> fixedKeys, List<Remark> remarks) {
        return new PlanBatch(environment, planner, new BaseConfiguration(configuration, fixedKeys, remarks), workers);
    }

    /**
     * Sets how many threads plan.
     *
     * @param count the number of threads, 1 or more
     * @return the batch
     * @throws IllegalArgumentException if the number is below 1
     */
    public PlanBatch withWorkers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("Cannot plan a batch with " + count + " workers. Use 1 or more.");
        }
        return new PlanBatch(environment, planner, base, count);
    }

    /**
     * Plans every line. Returns when all results are written; neither stream is closed.
     *
     * <p>All threads have ended then, and also after a failure, unless one waits for a stream that cannot be
     * interrupted: it ends as soon as the stream gives or takes something, and it does not keep the process alive.
     *
     * @param in the lines, in UTF-8
     * @param out the results, in ASCII
     * @return how many lines there were and how many have problems
     * @throws BatchFailedException if the lines cannot be read or the results cannot be written
     * @throws InterruptedException if this thread was interrupted; the run has ended then
     * @throws RuntimeException whatever else the planner threw
     */
    public BatchTotals run(InputStream in, OutputStream out) throws BatchFailedException, InterruptedException {
        return new BatchRun(
                        new LineSource(in, LONGEST_LINE),
                        new OrderedOutput(out, workers),
                        () -> new ChunkPlanner(environment, planner, base))
                .run(workers);
    }
}
