package io.parley.mesos.state;

import io.parley.mesos.state.FrameworkState.Change;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The lines of a state file: each holds the changes of one call, all of them or none, behind a checksum. Stateless.
 *
 * <p>{@code checksum change;change;…}, a change being words that are separated by a blank, each encoded like a part of
 * a URL.
 */
final class StateLines {

    private static final int CHECKSUM_DIGITS = 8;

    /** Before the name of a field, which tells it from a port; those are for keys of Flink's. */
    private static final String FIELD = "=";

    private static final Map<String, Integer> LEAST_WORDS = Map.of("subscribed", 2, "ended", 2, "task", 9);

    private StateLines() {}

    /** Gives the line of changes, with its end. */
    static byte[] encode(List<? extends Change> changes) {
        List<String> texts = new ArrayList<>();
        changes.forEach(change -> texts.add(words(change)));
        String payload = String.join(";", texts);
        return (checksum(payload) + " " + payload + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads a line without its end; gives nothing where it is not whole. */
    static Optional<List<Change>> decode(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        if (text.length() <= CHECKSUM_DIGITS || text.charAt(CHECKSUM_DIGITS) != ' ') {
            return Optional.empty();
        }
        String payload = text.substring(CHECKSUM_DIGITS + 1);
        if (!text.startsWith(checksum(payload))) {
            return Optional.empty();
        }
        List<Change> changes = new ArrayList<>();
        for (String change : payload.split(";", -1)) {
            changes.add(change(change.split(" ", -1)));
        }
        return Optional.of(changes);
    }

    private static String checksum(String payload) {
        CRC32C checksum = new CRC32C();
        checksum.update(payload.getBytes(StandardCharsets.ISO_8859_1));
        return String.format("%08x", checksum.getValue());
    }

    private static String words(Change change) {
        List<String> words = new ArrayList<>();
        if (change instanceof Change.Subscribed subscribed) {
            words.addAll(List.of("subscribed", subscribed.frameworkId()));
        } else if (change instanceof Change.TaskEnded ended) {
            words.addAll(List.of("ended", ended.task()));
        } else if (change instanceof Change.TaskChanged changed) {
            KnownTask task = changed.task();
            words.addAll(List.of("task", task.id(), task.demand(), task.agent(), task.hostname(), task.agentAddress()));
            words.add(Long.toString(task.cpuMillis()));
            words.add(Long.toString(task.memMebibytes()));
            words.add(task.phase().name());
            task.ports().forEach((name, port) -> {
                words.add(name);
                words.add(Integer.toString(port));
            });
            task.spreadOver().forEach((field, value) -> {
                words.add(FIELD + field);
                words.add(value);
            });
        } else {
            words.add("forgotten");
        }
        words.replaceAll(word -> URLEncoder.encode(word, StandardCharsets.UTF_8));
        return String.join(" ", words);
    }

    private static Change change(String[] words) {
        List<String> all = new ArrayList<>();
        for (String word : words) {
            all.add(URLDecoder.decode(word, StandardCharsets.UTF_8));
        }
        String kind = all.get(0);
        int least = LEAST_WORDS.getOrDefault(kind, 1);
        if (all.size() < least) {
            throw new IllegalArgumentException(
                    "\"" + kind + "\" has " + all.size() + " words instead of " + least + " or more");
        }
        return switch (kind) {
            case "subscribed" -> new Change.Subscribed(all.get(1));
            case "ended" -> new Change.TaskEnded(all.get(1));
            case "forgotten" -> new Change.Forgotten();
            case "task" -> new Change.TaskChanged(task(all));
            default -> throw new IllegalArgumentException("\"" + kind + "\" is no change of a state");
        };
    }

    private static KnownTask task(List<String> words) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        Map<String, String> spreadOver = new LinkedHashMap<>();
        for (int i = 9; i + 1 < words.size(); i += 2) {
            if (words.get(i).startsWith(FIELD)) {
                spreadOver.put(words.get(i).substring(FIELD.length()), words.get(i + 1));
            } else {
                ports.put(words.get(i), Integer.parseInt(words.get(i + 1)));
            }
        }
        return new KnownTask(
                words.get(1),
                words.get(2),
                words.get(3),
                words.get(4),
                words.get(5),
                Long.parseLong(words.get(6)),
                Long.parseLong(words.get(7)),
                ports,
                spreadOver,
                KnownTask.Phase.valueOf(words.get(8)));
    }
}
