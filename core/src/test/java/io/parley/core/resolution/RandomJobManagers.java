package io.parley.core.resolution;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random JobManager configurations: consistent, nearly consistent and chaotic ones, with odd and extreme values. */
public final class RandomJobManagers extends RandomValues {

    private static final String MEMORY = "jobmanager.memory.";
    private static final List<String> FLAGS =
            List.of("true", "false", "TRUE", "False", "tRuE", "yes", "1", "", " true");

    /** Draws from a source of random numbers. */
    public RandomJobManagers(SplittableRandom random) {
        super(random);
    }

    /** Gives the next configuration. */
    public Map<String, String> next() {
        Map<String, String> entries = new HashMap<>();
        int kind = random.nextInt(100);
        if (kind < 22) {
            entries.put(MEMORY + "process.size", size(600 * MEBIBYTE, 16384 * MEBIBYTE));
        } else if (kind < 36) {
            entries.put(MEMORY + "flink.size", size(129 * MEBIBYTE, 16384 * MEBIBYTE));
        } else if (kind < 46) {
            entries.put(MEMORY + "heap.size", size(0, 16384 * MEBIBYTE));
        } else if (kind < 56) {
            heapAndFlink(entries);
        } else if (kind < 70) {
            flinkAndProcess(entries);
        } else if (kind < 82) {
            legacy(entries);
        }
        if (random.nextInt(100) < 25) {
            jvmParts(entries);
        }
        if (random.nextInt(100) < 30) {
            sometimes(entries, MEMORY + "off-heap.size", 3, size(0, 512 * MEBIBYTE));
            sometimes(
                    entries,
                    MEMORY + "enable-jvm-direct-memory-limit",
                    2,
                    random.nextInt(8) == 0 ? pick(FLAGS) : "true");
        }
        if (kind >= 82 && kind < 92) {
            chaos(entries);
        } else if (kind >= 92 && kind < 98) {
            entries.put(MEMORY + "process.size", size(0, 800 * MEBIBYTE));
        } else if (kind >= 98) {
            entries.put(MEMORY + pick(List.of("process.size", "flink.size", "heap.size")), extreme());
        }
        if (random.nextInt(100) < 4) {
            entries.put(pick(MemoryOptions.REMOVED_CONTAINER_KEYS), "0.25");
        }
        return entries;
    }

    private void heapAndFlink(Map<String, String> entries) {
        long heap = random.nextLong(0, 8192 * MEBIBYTE);
        long offHeap = random.nextLong(0, 1024 * MEBIBYTE);
        long flink = heap + offHeap;
        entries.put(MEMORY + "heap.size", heap + "b");
        int kind = random.nextInt(10);
        if (kind < 4) {
            entries.put(MEMORY + "off-heap.size", offHeap + "");
        } else if (kind == 4) {
            flink = heap + 128 * MEBIBYTE;
        } else if (kind == 5) {
            entries.put(MEMORY + "off-heap.size", (offHeap + random.nextInt(-1, 2)) + "");
        } else if (kind == 6) {
            flink = random.nextLong(0, 8192 * MEBIBYTE);
        }
        entries.put(MEMORY + "flink.size", flink + "b");
        if (random.nextInt(4) == 0) {
            entries.put(MEMORY + "process.size", (flink + (256 + random.nextLong(150, 1100)) * MEBIBYTE) + "b");
        }
    }

    private void flinkAndProcess(Map<String, String> entries) {
        long flink = random.nextLong(100 * MEBIBYTE, 8192 * MEBIBYTE);
        entries.put(MEMORY + (random.nextInt(4) == 0 ? "heap.size" : "flink.size"), flink + "b");
        long overhead = switch (random.nextInt(8)) {
            case 0 -> 192 * MEBIBYTE;
            case 1 -> 192 * MEBIBYTE - 1;
            case 2 -> 1024 * MEBIBYTE;
            case 3 -> 1024 * MEBIBYTE + 1;
            case 4 -> random.nextLong(-600 * MEBIBYTE, 2048 * MEBIBYTE);
            default -> random.nextLong(192 * MEBIBYTE, 1024 * MEBIBYTE);
        };
        entries.put(MEMORY + "process.size", Math.max(0, flink + 256 * MEBIBYTE + overhead) + " b");
        sometimes(entries, MEMORY + "jvm-overhead.fraction", 3, fraction());
    }

    private void legacy(Map<String, String> entries) {
        if (random.nextInt(3) > 0) {
            entries.put("jobmanager.heap.size", size(600 * MEBIBYTE, 8192 * MEBIBYTE));
        }
        if (random.nextInt(3) > 0) {
            entries.put(
                    "jobmanager.heap.mb",
                    random.nextInt(12) == 0
                            ? pick(List.of("-1", "1024m", "", " 1024", "2147483648", "2147483647", "0"))
                            : random.nextInt(600, 8192) + "");
        }
        sometimes(
                entries,
                MEMORY + pick(List.of("process.size", "flink.size", "heap.size")),
                6,
                size(600 * MEBIBYTE, 8192 * MEBIBYTE));
    }

    private void jvmParts(Map<String, String> entries) {
        sometimes(entries, MEMORY + "jvm-metaspace.size", 2, size(0, 512 * MEBIBYTE));
        sometimes(entries, MEMORY + "jvm-overhead.min", 3, size(0, 300 * MEBIBYTE));
        sometimes(entries, MEMORY + "jvm-overhead.max", 3, size(150 * MEBIBYTE, 2048 * MEBIBYTE));
        sometimes(entries, MEMORY + "jvm-overhead.fraction", 2, fraction());
    }

    private void chaos(Map<String, String> entries) {
        for (String key : List.of(
                "process.size",
                "flink.size",
                "heap.size",
                "off-heap.size",
                "jvm-metaspace.size",
                "jvm-overhead.min",
                "jvm-overhead.max")) {
            sometimes(entries, MEMORY + key, 3, random.nextInt(4) == 0 ? extreme() : size(0, 8192 * MEBIBYTE));
        }
        sometimes(entries, MEMORY + "jvm-overhead.fraction", 2, fraction());
        sometimes(entries, MEMORY + "enable-jvm-direct-memory-limit", 3, pick(FLAGS));
    }
}
