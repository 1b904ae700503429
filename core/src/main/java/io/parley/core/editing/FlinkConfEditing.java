package io.parley.core.editing;

import io.parley.core.configuration.ConfigurationFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Edits a flink-conf.yaml, in which each line stands alone. Not thread-safe. */
final class FlinkConfEditing {

    private static final String OVERRIDDEN = "No effect: the same key is set again below.";

    private final Path file;
    private final LineChanges changes;
    private final Map<String, List<Integer>> linesOf = new HashMap<>();

    private FlinkConfEditing(Path file, String text) {
        this.file = file;
        this.changes = new LineChanges(text);
    }

    static EditedText edit(Path file, String text, List<ConfigurationEdit> edits) {
        FlinkConfEditing editing = new FlinkConfEditing(file, text);
        editing.findLines(keysOf(edits));
        edits.forEach(editing::apply);
        return editing.changes.finish();
    }

    private static Set<String> keysOf(List<ConfigurationEdit> edits) {
        Set<String> keys = new LinkedHashSet<>();
        for (ConfigurationEdit edit : edits) {
            edit.subject().ifPresent(keys::add);
            if (edit instanceof ConfigurationEdit.Add add) {
                add.after().ifPresent(keys::add);
            }
        }
        return keys;
    }

    /** Asks the reader itself what each line says. */
    private void findLines(Set<String> keys) {
        for (int i = 0; i < changes.count(); i++) {
            String content = changes.content(i);
            if (keys.stream().noneMatch(content::contains)) {
                continue;
            }
            int line = i;
            ConfigurationFormat.FLINK_CONF
                    .parse(file, content)
                    .configuration()
                    .keys()
                    .forEach(key -> linesOf.computeIfAbsent(key, ignored -> new ArrayList<>())
                            .add(line));
        }
    }

    private void apply(ConfigurationEdit edit) {
        if (edit instanceof ConfigurationEdit.Replace replace) {
            int last = commentOutAllButLast(replace.key());
            changes.replace(last, replaced(changes.content(last), replace.by()));
        } else if (edit instanceof ConfigurationEdit.CommentOut out) {
            changes.commentOut(commentOutAllButLast(out.key()), List.of(out.reason()));
        } else if (edit instanceof ConfigurationEdit.Add add) {
            List<String> contents = new ArrayList<>(List.of("# " + add.reason()));
            add.entries().forEach((key, value) -> contents.add(entry(key, value)));
            changes.insertAfter(add.after().map(this::lastLineOf).orElse(changes.count() - 1), contents);
        }
    }

    private int lastLineOf(String key) {
        List<Integer> lines = linesOf.getOrDefault(key, List.of());
        return lines.get(lines.size() - 1);
    }

    private int commentOutAllButLast(String key) {
        int last = lastLineOf(key);
        for (int line : linesOf.getOrDefault(key, List.of())) {
            if (line != last) {
                changes.commentOut(line, List.of(OVERRIDDEN));
            }
        }
        return last;
    }

    private List<String> replaced(String content, Map<String, String> by) {
        int hash = content.indexOf('#');
        int end = hash < 0 ? content.length() : hash;
        while (content.charAt(end - 1) <= ' ') {
            end--;
        }
        String tail = content.substring(end);
        String indentation = LineChanges.indentation(content);
        List<String> contents = new ArrayList<>();
        by.forEach((key, value) -> {
            contents.add(indentation + entry(key, value) + (contents.isEmpty() ? tail : ""));
        });
        return contents;
    }

    private String entry(String key, String value) {
        if (value.isEmpty()
                || !value.equals(value.trim())
                || value.chars().anyMatch(c -> c == '#' || c == '\n' || c == '\r')) {
            throw new IllegalArgumentException("Cannot write " + key + " into " + file
                    + ": a value in " + ConfigurationFormat.FLINK_CONF
                    + " can neither be empty nor start or end with a blank, nor hold a # or a line end. Correct the"
                    + " value.");
        }
        return key + ": " + value;
    }
}
