package io.parley.examples.benchmarks;

import io.parley.api.plan.ProcessKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Configurations as clusters have them: three to eight keys, led by a process size, a Flink size or components, and a
 * few keys that planning has to pass over. The same at every run.
 */
final class RealisticConfigurations {

    /** How many there are of each kind of process. */
    static final int COUNT = 256;

    private static final long SEED = 20_260_101;
    private static final int MOST_KEYS = 8;
    private static final int FEWEST_KEYS = 3;
    private static final List<Map.Entry<String, String>> BESIDE_MEMORY = List.of(
            Map.entry("jobmanager.rpc.address", "jobmanager.example.org"),
            Map.entry("parallelism.default", "8"),
            Map.entry("rest.port", "8081"),
            Map.entry("execution.checkpointing.interval", "30s"),
            Map.entry("restart-strategy", "fixed-delay"));

    private final SplittableRandom random;

    private RealisticConfigurations(SplittableRandom random) {
        this.random = random;
    }

    /** Gives the configurations of a kind of process; none of them is refused by any Flink version. */
    static List<Map<String, String>> of(ProcessKind process) {
        RealisticConfigurations configurations = new RealisticConfigurations(new SplittableRandom(SEED));
        return IntStream.range(0, COUNT)
                .mapToObj(index -> configurations.next(process, index))
                .toList();
    }

    private Map<String, String> next(ProcessKind process, int index) {
        Map<String, String> entries = new HashMap<>();
        switch (process) {
            case JOB_MANAGER -> jobManager(entries, index % 3);
            case TASK_MANAGER -> taskManager(entries, index % 3);
        }
        int keys = random.nextInt(Math.max(FEWEST_KEYS, entries.size()), MOST_KEYS + 1);
        for (int i = 0; entries.size() < keys && i < BESIDE_MEMORY.size(); i++) {
            Map.Entry<String, String> entry = BESIDE_MEMORY.get(i);
            entries.put(entry.getKey(), entry.getValue());
        }
        return entries;
    }

    private void jobManager(Map<String, String> entries, int kind) {
        String memory = "jobmanager.memory.";
        switch (kind) {
            case 0 -> entries.put(memory + "process.size", size(1600, 8192));
            case 1 -> entries.put(memory + "flink.size", size(1024, 8192));
            default -> entries.put(memory + "heap.size", size(1024, 6144));
        }
        sometimes(entries, memory + "off-heap.size", size(128, 257));
        jvm(entries, memory);
    }

    private void taskManager(Map<String, String> entries, int kind) {
        String memory = "taskmanager.memory.";
        switch (kind) {
            case 0 -> entries.put(memory + "process.size", size(4096, 32_768));
            case 1 -> entries.put(memory + "flink.size", size(3072, 32_768));
            default -> {
                entries.put(memory + "task.heap.size", size(512, 8192));
                entries.put(memory + "managed.size", size(512, 8192));
            }
        }
        if (kind < 2) {
            sometimes(entries, memory + "managed.fraction", fraction(20, 51));
        }
        if (random.nextInt(2) == 0) {
            entries.put("taskmanager.numberOfTaskSlots", Integer.toString(random.nextInt(1, 17)));
        }
        sometimes(entries, memory + "network.fraction", fraction(5, 21));
        sometimes(entries, memory + "task.off-heap.size", size(0, 257));
        jvm(entries, memory);
    }

    private void jvm(Map<String, String> entries, String memory) {
        sometimes(entries, memory + "jvm-metaspace.size", size(128, 513));
        sometimes(entries, memory + "jvm-overhead.fraction", fraction(5, 21));
    }

    private void sometimes(Map<String, String> entries, String key, String value) {
        if (random.nextInt(3) == 0) {
            entries.put(key, value);
        }
    }

    /** Writes a size of whole mebibytes in one of the ways that people do. */
    private String size(int from, int to) {
        int mebibytes = random.nextInt(from, to);
        return switch (random.nextInt(5)) {
            case 0 -> mebibytes + "mb";
            case 1 -> mebibytes + " mb";
            case 2 -> from < 1024 ? mebibytes + "m" : (mebibytes + 1023) / 1024 + "g";
            case 3 -> ((long) mebibytes << 20) + "b";
            default -> mebibytes + "m";
        };
    }

    private String fraction(int fromPercent, int toPercent) {
        return Double.toString(random.nextInt(fromPercent, toPercent) / 100.0);
    }
}
