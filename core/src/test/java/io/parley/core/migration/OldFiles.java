package io.parley.core.migration;

import io.parley.core.configuration.ConfigurationFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Random files from before Flink 1.10 and 1.11, with comments that are numbered. Not thread-safe. */
public final class OldFiles {

    private static final List<String> BAD_SIZES = List.of("abc", "1.5g", "-1", "12 xb", "99999999999999999999");
    private static final List<String> BAD_NUMBERS = List.of("abc", "-1", "1024m", "99999999999", "1.5");

    private final SplittableRandom random;
    private int comments;

    /**
     * Starts a sequence of files.
     *
     * @param random where they come from
     */
    public OldFiles(SplittableRandom random) {
        this.random = random;
    }

    /**
     * A file.
     *
     * @param format its format
     * @param text its text
     * @param variables the environment variables beside it
     */
    public record OldFile(ConfigurationFormat format, String text, Map<String, String> variables) {}

    /**
     * Gives the next file.
     *
     * @return a file that Flink can read, whatever it then makes of the sizes
     */
    public OldFile next() {
        Map<String, String> entries = entries();
        String end = random.nextInt(5) == 0 ? "\r\n" : "\n";
        boolean yaml = random.nextBoolean();
        String text = yaml ? yaml(entries) : lines(entries);
        if (random.nextInt(4) == 0) {
            text = text.substring(0, text.length() - 1);
        }
        Map<String, String> variables = new TreeMap<>();
        for (String name : List.of("FLINK_JM_HEAP", "FLINK_TM_HEAP")) {
            if (random.nextInt(8) == 0) {
                variables.put(name, size(600, 8192));
            }
        }
        return new OldFile(
                yaml ? ConfigurationFormat.CONFIG_YAML : ConfigurationFormat.FLINK_CONF,
                text.replace("\n", end),
                variables);
    }

    private Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        sometimes(2, entries, "jobmanager.heap.size", size(600, 8192));
        sometimes(3, entries, "jobmanager.heap.mb", number(600, 8192));
        sometimes(8, entries, "jobmanager.memory.process.size", size(600, 8192));
        sometimes(12, entries, "jobmanager.memory.flink.size", size(200, 8192));
        sometimes(12, entries, "jobmanager.memory.heap.size", size(100, 8192));
        sometimes(8, entries, "jobmanager.memory.off-heap.size", size(0, 300));
        sometimes(8, entries, "jobmanager.memory.jvm-overhead.fraction", "0.2");
        sometimes(2, entries, "taskmanager.heap.size", size(1024, 16384));
        sometimes(3, entries, "taskmanager.heap.mb", number(1024, 16384));
        sometimes(10, entries, "taskmanager.memory.process.size", size(1024, 16384));
        sometimes(12, entries, "taskmanager.memory.flink.size", size(800, 16384));
        sometimes(12, entries, "taskmanager.memory.task.heap.size", size(50, 1024));
        sometimes(4, entries, "taskmanager.memory.size", size(100, 1024));
        sometimes(12, entries, "taskmanager.memory.managed.size", size(100, 1024));
        sometimes(12, entries, "taskmanager.memory.managed.fraction", "0.3");
        sometimes(6, entries, "taskmanager.network.memory.min", size(32, 128));
        sometimes(6, entries, "taskmanager.network.memory.max", size(128, 512));
        sometimes(6, entries, "taskmanager.network.memory.fraction", "0." + random.nextInt(1, 4));
        sometimes(14, entries, "taskmanager.memory.network.min", size(32, 128));
        sometimes(14, entries, "taskmanager.memory.network.max", size(128, 512));
        sometimes(3, entries, "taskmanager.network.numberOfBuffers", number(1024, 8192));
        sometimes(6, entries, "taskmanager.memory.segment-size", pick(List.of("32k", "32kb", "65536", "16 k", "5k")));
        sometimes(4, entries, "containerized.heap-cutoff-ratio", "0.25");
        sometimes(6, entries, "containerized.heap-cutoff-min", "600");
        sometimes(8, entries, "yarn.heap-cutoff-ratio", "0.3");
        sometimes(8, entries, "mesos.resourcemanager.tasks.mem", "2048");
        sometimes(5, entries, "taskmanager.memory.fraction", "0.7");
        sometimes(6, entries, "taskmanager.memory.off-heap", "true");
        sometimes(6, entries, "taskmanager.memory.preallocate", "false");
        sometimes(2, entries, "jobmanager.rpc.port", "6123");
        sometimes(3, entries, "taskmanager.numberOfTaskSlots", "2");
        entries.put("kept.one", "a b");
        sometimes(3, entries, "kept.two", "x:y");
        return shuffled(entries);
    }

    private void sometimes(int oneIn, Map<String, String> entries, String key, String value) {
        if (random.nextInt(oneIn) == 0) {
            entries.put(key, value);
        }
    }

    private Map<String, String> shuffled(Map<String, String> entries) {
        List<String> keys = new ArrayList<>(entries.keySet());
        Map<String, String> shuffled = new LinkedHashMap<>();
        while (!keys.isEmpty()) {
            String key = keys.remove(random.nextInt(keys.size()));
            shuffled.put(key, entries.getOrDefault(key, ""));
        }
        return shuffled;
    }

    private String lines(Map<String, String> entries) {
        StringBuilder text = new StringBuilder();
        entries.forEach((key, value) -> {
            comment(text, "");
            if (random.nextInt(10) == 0) {
                text.append(key).append(": 7").append(tail()).append('\n');
            }
            if (random.nextInt(10) == 0) {
                text.append(key).append(":8\n");
            }
            text.append(" ".repeat(random.nextInt(3) == 0 ? 2 : 0))
                    .append(key)
                    .append(random.nextInt(5) == 0 ? ":   " : ": ")
                    .append(value)
                    .append(tail())
                    .append('\n');
        });
        return text.toString();
    }

    private void comment(StringBuilder text, String indentation) {
        switch (random.nextInt(6)) {
            case 0 ->
                text.append(indentation).append("# comment ").append(++comments).append(".\n");
            case 1 -> text.append('\n');
            default -> {
                // Most entries stand together.
            }
        }
    }

    private String tail() {
        return random.nextInt(4) == 0 ? "  # comment " + ++comments + "." : "";
    }

    private String yaml(Map<String, String> entries) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(10) == 0) {
            text.append("---\n");
        }
        for (String key : entries.keySet()) {
            // A flat spelling above the nested one that counts.
            if (key.startsWith("taskmanager") && random.nextInt(25) == 0) {
                text.append(key).append(": 7").append(tail()).append('\n');
            }
        }
        mapping(text, "", entries);
        return text.toString();
    }

    private void mapping(StringBuilder text, String indentation, Map<String, String> entries) {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            int dot = key.indexOf('.');
            boolean nested = dot > 0 && (indentation.isEmpty() || key.charAt(0) % 2 == 0);
            String head = nested ? key.substring(0, dot) : key;
            groups.computeIfAbsent(head, ignored -> new LinkedHashMap<>())
                    .put(nested ? key.substring(dot + 1) : "", value);
        });
        groups.forEach((head, rest) -> {
            comment(text, indentation);
            String value = rest.get("");
            if (value != null) {
                text.append(indentation)
                        .append(head)
                        .append(": ")
                        .append(scalar(value))
                        .append(tail());
                text.append('\n');
            } else if (random.nextInt(12) == 0) {
                text.append(indentation).append(head).append(": {");
                List<String> inner = new ArrayList<>();
                rest.forEach((key, text2) -> inner.add(key + ": " + scalar(text2)));
                text.append(String.join(random.nextBoolean() ? ", " : ",\n   " + indentation, inner));
                text.append('}').append(tail()).append('\n');
            } else {
                text.append(indentation).append(head).append(':').append(tail()).append('\n');
                mapping(text, indentation + "  ", rest);
            }
        });
    }

    private String scalar(String value) {
        return switch (random.nextInt(6)) {
            case 0 -> "'" + value + "'";
            case 1 -> '"' + value + '"';
            default -> value;
        };
    }

    private String size(int from, int to) {
        int mebibytes = random.nextInt(from, to);
        return switch (random.nextInt(20)) {
            case 0 -> pick(BAD_SIZES);
            case 1, 2, 3 -> ((long) mebibytes << 20) + pick(List.of("", "b", " bytes"));
            case 4, 5 -> (mebibytes << 10) + "kb";
            default -> mebibytes + pick(List.of("m", "mb", " M"));
        };
    }

    private String number(int from, int to) {
        return random.nextInt(20) == 0 ? pick(BAD_NUMBERS) : String.valueOf(random.nextInt(from, to));
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
