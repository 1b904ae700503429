package io.parley.core.resolution;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random TaskManager configurations: consistent, nearly consistent and chaotic ones, with odd and extreme values. */
public final class RandomTaskManagers extends RandomValues {

    private static final String MEMORY = "taskmanager.memory.";
    private static final String OLD_NETWORK = "taskmanager.network.memory.";
    private static final List<String> CORES =
            List.of("1", "1.0", "0.5", "2.25", "1e-3", "1e-9", "0.123456789", "16", " 3 ", "4d", "1e10");
    private static final List<String> BAD_CORES =
            List.of("0", "-1", "NaN", "Infinity", "-0.0", "", "two", "1,5", "0x1");
    private static final List<String> SLOTS =
            List.of("0", "-1", "-5", "-2147483648", "", "1.0", " 2", "2147483648", "+3", "007", "x");
    private static final List<String> BUFFERS = List.of("0", "-1", "2147483647", "2147483648", "", "2k", "1");
    private static final List<String> SEGMENTS = List.of(
            "4096", "4095", "4k", "32kb", "64 kb", "33k", "1g", "2g", "4g", "2147483647", "0", "", "x", "1m", "2048");
    private static final List<String> NAMES = List.of(
            "gpu",
            "fpga",
            "npu",
            "gpu;fpga",
            "fpga;gpu",
            "c;b;a",
            "none",
            "",
            "gpu;gpu",
            " gpu ; fpga ",
            "'a;b';c",
            "\"gpu",
            "one;two;three;four;five;six;seven;eight;nine;ten;eleven;twelve;thirteen;fourteen");
    private static final List<String> AMOUNTS =
            List.of("1", "2", "0", "-1", "", "1.5", "9223372036854775807", "9007199254740993", " 1", "many");

    /** Draws from a source of random numbers. */
    public RandomTaskManagers(SplittableRandom random) {
        super(random);
    }

    /** Gives the next configuration. */
    public Map<String, String> next() {
        Map<String, String> entries = new HashMap<>();
        int kind = random.nextInt(100);
        if (kind < 20) {
            entries.put(MEMORY + "process.size", size(1000 * MEBIBYTE, 32768 * MEBIBYTE));
        } else if (kind < 34) {
            entries.put(MEMORY + "flink.size", size(600 * MEBIBYTE, 32768 * MEBIBYTE));
        } else if (kind < 44) {
            entries.put(MEMORY + "task.heap.size", size(0, 8192 * MEBIBYTE));
            entries.put(managed(), size(0, 8192 * MEBIBYTE));
        } else if (kind < 66) {
            heapInTotal(entries);
        } else if (kind < 72) {
            flinkAndProcess(entries);
        } else if (kind < 74) {
            nearlyNoTaskHeap(entries);
        } else if (kind < 84) {
            legacyHeap(entries);
        }
        if (random.nextInt(100) < 30) {
            jvmParts(entries, 4);
        }
        if (random.nextInt(100) < 40) {
            parts(entries);
        }
        if (random.nextInt(100) < 35) {
            network(entries);
        }
        if (random.nextInt(100) < 15) {
            buffers(entries);
        }
        shape(entries);
        if (kind >= 84 && kind < 92) {
            chaos(entries);
        } else if (kind >= 92 && kind < 97) {
            entries.put(MEMORY + pick(List.of("process.size", "flink.size")), size(0, 1200 * MEBIBYTE));
        } else if (kind >= 97) {
            entries.put(MEMORY + pick(List.of("process.size", "flink.size", "task.heap.size")), extreme());
            sometimes(entries, managed(), 2, extreme());
        }
        if (random.nextInt(100) < 4) {
            entries.put(pick(MemoryOptions.REMOVED_TASK_MANAGER_KEYS), "0.25");
        }
        return entries;
    }

    private String managed() {
        return random.nextInt(4) == 0 ? "taskmanager.memory.size" : MEMORY + "managed.size";
    }

    /** A task heap inside a total, so that network memory is what is left: inside its range, at its ends, beyond. */
    private void heapInTotal(Map<String, String> entries) {
        long heap = random.nextLong(0, 4096 * MEBIBYTE);
        long network = networkSize(entries);
        long fixed = 256 * MEBIBYTE + heap;
        long flink;
        if (random.nextBoolean()) {
            long managed = random.nextLong(0, 4096 * MEBIBYTE);
            entries.put(managed(), managed + "b");
            flink = fixed + managed + network;
        } else {
            flink = (fixed + network) * 10 / 6 + random.nextLong(0, 3);
        }
        entries.put(MEMORY + "task.heap.size", heap + "b");
        if (random.nextInt(4) == 0) {
            entries.put(MEMORY + "process.size", (flink + (256 + 192) * MEBIBYTE) + "b");
        } else {
            entries.put(MEMORY + "flink.size", flink + "b");
            sometimes(
                    entries, MEMORY + "process.size", 5, (flink + (256 + random.nextLong(190, 1026)) * MEBIBYTE) + "");
        }
    }

    /** A total that leaves a task heap of 0 bytes, or one byte more or less. */
    private void nearlyNoTaskHeap(Map<String, String> entries) {
        long network = random.nextLong(0, 2048 * MEBIBYTE);
        long managed = random.nextLong(0, 2048 * MEBIBYTE);
        entries.put(MEMORY + "network.min", network + "b");
        entries.put(MEMORY + "network.max", network + "b");
        entries.put(managed(), managed + "b");
        entries.put(MEMORY + "flink.size", (256 * MEBIBYTE + network + managed + random.nextInt(-1, 2)) + "b");
    }

    private long networkSize(Map<String, String> entries) {
        return switch (random.nextInt(8)) {
            case 0 -> 64 * MEBIBYTE;
            case 1 -> 64 * MEBIBYTE - 1;
            case 2 -> 1024 * MEBIBYTE;
            case 3 -> 1024 * MEBIBYTE + 1;
            case 4 -> random.nextLong(0, 3000 * MEBIBYTE);
            case 5 -> {
                int buffers = random.nextInt(1, 40_000);
                entries.put("taskmanager.network.numberOfBuffers", buffers + "");
                yield buffers * 32768L + (random.nextInt(4) == 0 ? 1 : 0);
            }
            default -> random.nextLong(64 * MEBIBYTE, 1024 * MEBIBYTE);
        };
    }

    private void flinkAndProcess(Map<String, String> entries) {
        long flink = random.nextLong(700 * MEBIBYTE, 8192 * MEBIBYTE);
        entries.put(MEMORY + "flink.size", flink + "b");
        long overhead = switch (random.nextInt(6)) {
            case 0 -> 192 * MEBIBYTE;
            case 1 -> 192 * MEBIBYTE - 1;
            case 2 -> 1024 * MEBIBYTE + random.nextInt(2);
            case 3 -> random.nextLong(-600 * MEBIBYTE, 2048 * MEBIBYTE);
            default -> random.nextLong(192 * MEBIBYTE, 1024 * MEBIBYTE);
        };
        entries.put(MEMORY + "process.size", Math.max(0, flink + 256 * MEBIBYTE + overhead) + " b");
        sometimes(entries, MEMORY + "jvm-overhead.fraction", 3, fraction());
    }

    private void legacyHeap(Map<String, String> entries) {
        if (random.nextInt(3) > 0) {
            entries.put("taskmanager.heap.size", size(1000 * MEBIBYTE, 8192 * MEBIBYTE));
        }
        if (random.nextInt(3) > 0) {
            entries.put(
                    "taskmanager.heap.mb",
                    random.nextInt(12) == 0
                            ? pick(List.of("-1", "1024m", "", " 1024", "2147483648", "2147483647", "0"))
                            : random.nextInt(1000, 8192) + "");
        }
        sometimes(
                entries,
                MEMORY + pick(List.of("process.size", "flink.size")),
                6,
                size(1000 * MEBIBYTE, 8192 * MEBIBYTE));
    }

    private void jvmParts(Map<String, String> entries, int oneIn) {
        sometimes(entries, MEMORY + "jvm-metaspace.size", 2, size(0, 512 * MEBIBYTE));
        sometimes(entries, MEMORY + "jvm-overhead.min", oneIn, size(0, 300 * MEBIBYTE));
        sometimes(entries, MEMORY + "jvm-overhead.max", oneIn, size(150 * MEBIBYTE, 2048 * MEBIBYTE));
        sometimes(entries, MEMORY + "jvm-overhead.fraction", oneIn, fraction());
    }

    private void parts(Map<String, String> entries) {
        sometimes(entries, MEMORY + "framework.heap.size", 3, size(0, 256 * MEBIBYTE));
        sometimes(entries, MEMORY + "framework.off-heap.size", 3, size(0, 256 * MEBIBYTE));
        sometimes(entries, MEMORY + "task.off-heap.size", 3, size(0, 512 * MEBIBYTE));
        sometimes(entries, MEMORY + "managed.fraction", 3, fraction());
        sometimes(entries, managed(), 6, size(0, 2048 * MEBIBYTE));
    }

    private void network(Map<String, String> entries) {
        sometimes(entries, network() + "min", 3, size(0, 128 * MEBIBYTE));
        sometimes(entries, network() + "max", 3, size(64 * MEBIBYTE, 4096 * MEBIBYTE));
        sometimes(entries, network() + "fraction", 3, fraction());
    }

    private String network() {
        return random.nextInt(3) == 0 ? OLD_NETWORK : MEMORY + "network.";
    }

    private void buffers(Map<String, String> entries) {
        entries.put(
                "taskmanager.network.numberOfBuffers",
                random.nextInt(10) == 0 ? pick(BUFFERS) : random.nextInt(0, 20_000) + "");
        sometimes(entries, MEMORY + "segment-size", 3, random.nextInt(3) == 0 ? pick(SEGMENTS) : "16k");
    }

    private void shape(Map<String, String> entries) {
        int kind = random.nextInt(100);
        if (kind < 20) {
            entries.put("taskmanager.numberOfTaskSlots", random.nextInt(1, 64) + "");
        } else if (kind < 24) {
            entries.put("taskmanager.numberOfTaskSlots", pick(SLOTS));
        }
        sometimes(entries, "taskmanager.cpu.cores", 8, random.nextInt(8) == 0 ? pick(BAD_CORES) : pick(CORES));
        if (random.nextInt(8) == 0) {
            String names = pick(NAMES);
            entries.put("external-resources", names);
            for (String name : names.split(";", -1)) {
                if (random.nextInt(8) > 0) {
                    entries.put(
                            "external-resource." + name.strip() + ".amount",
                            random.nextInt(5) == 0 ? pick(AMOUNTS) : random.nextInt(1, 9) + "");
                }
            }
        }
    }

    private void chaos(Map<String, String> entries) {
        for (String key : List.of(
                "process.size",
                "flink.size",
                "task.heap.size",
                "managed.size",
                "framework.heap.size",
                "framework.off-heap.size",
                "task.off-heap.size",
                "network.min",
                "network.max",
                "jvm-metaspace.size",
                "jvm-overhead.min",
                "jvm-overhead.max")) {
            sometimes(entries, MEMORY + key, 4, random.nextInt(4) == 0 ? extreme() : size(0, 8192 * MEBIBYTE));
        }
        for (String key : List.of("managed.fraction", "network.fraction", "jvm-overhead.fraction")) {
            sometimes(entries, MEMORY + key, 4, fraction());
        }
    }
}
