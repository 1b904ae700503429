package io.parley.examples.job;

import java.util.Arrays;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Counts to ten. Uses only what Flink 1.11 and 2.x have in common, so that one jar serves both. */
public final class TinyJob {

    private TinyJob() {}

    /**
     * Submits the job.
     *
     * @param arguments none
     * @throws Exception if Flink cannot run the job
     */
    public static void main(String[] arguments) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.fromCollection(Arrays.asList(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).print();
        environment.execute("tiny");
    }
}
