package io.parley.core.editing;

import io.parley.core.editing.YamlTree.Leaf;
import io.parley.core.editing.YamlTree.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Edits a config.yaml, nested or flat.
 *
 * <p>A new key is written flat, in the innermost block mapping that its name fits into. A mapping that an edit leaves
 * empty goes too, for a key without a value is an error. A mapping in braces that an edit is about becomes a comment,
 * and what is left of it is written below, a key a line. Not thread-safe.
 */
final class ConfigYamlEditing {

    private static final String OVERRIDDEN = "No effect: the same key is set again below.";
    private static final String SPREAD = "Written below with a line for each key.";

    private final Path file;
    private final Map<String, String> before;
    private final YamlTree tree;
    private final LineChanges changes;
    private final YamlLines lines;
    private final Map<String, List<Leaf>> leavesOf = new HashMap<>();

    /** What goes; by the tuple whose lines it takes, a mapping in braces as a whole. */
    private final Map<NodeTuple, Site> sites = new LinkedHashMap<>();

    /** The mappings that get a new key and so stay. */
    private final Set<MappingNode> growing = new HashSet<>();

    /**
     * A tuple whose lines change: the way to it, the reasons to comment it out, and the values in YAML of the keys that
     * come.
     */
    private record Site(List<Step> path, List<String> reasons, Map<String, String> coming) {

        Step last() {
            return path.get(path.size() - 1);
        }

        boolean inBraces() {
            return YamlTree.nested(last().tuple()) != null;
        }
    }

    private ConfigYamlEditing(Path file, String text, Map<String, String> before) {
        this.file = file;
        this.before = before;
        this.tree = YamlTree.of(text);
        this.changes = new LineChanges(text);
        this.lines = new YamlLines(changes);
        tree.leaves()
                .forEach(leaf -> leavesOf.computeIfAbsent(leaf.key(), key -> new ArrayList<>())
                        .add(leaf));
    }

    static EditedText edit(Path file, String text, Map<String, String> before, List<ConfigurationEdit> edits) {
        ConfigYamlEditing editing = new ConfigYamlEditing(file, text, before);
        edits.forEach(editing::collect);
        for (int i = 0; i < editing.sites.size(); i++) {
            // Spreading one may add others behind it.
            Site site = List.copyOf(editing.sites.values()).get(i);
            if (site.inBraces()) {
                editing.spread(site, edits);
            }
        }
        List<Site> found = List.copyOf(editing.sites.values());
        found.forEach(site -> site.coming()
                .keySet()
                .forEach(key -> editing.growing.add(taker(site, key).mapping())));
        found.forEach(editing::write);
        found.forEach(editing::removeEmptied);
        edits.forEach(editing::add);
        return editing.changes.finish();
    }

    private void collect(ConfigurationEdit edit) {
        if (edit.subject().isEmpty()) {
            return;
        }
        List<Leaf> leaves = leavesOf.getOrDefault(edit.subject().get(), List.of());
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("Cannot edit " + edit.subject().get() + " in " + file
                    + ": its line cannot be found. Put it on a line of its own.");
        }
        Leaf counting = leaves.get(leaves.size() - 1);
        for (Leaf leaf : leaves) {
            Site site = site(leaf);
            if (!leaf.equals(counting)) {
                site.reasons().add(OVERRIDDEN);
            } else if (edit instanceof ConfigurationEdit.CommentOut out) {
                site.reasons().add(out.reason());
            } else {
                site.coming().putAll(yaml(leaf, edit.written()));
            }
        }
    }

    /** Gives values in YAML: a number of a leaf that only gets another key is written as the number it is. */
    private Map<String, String> yaml(Leaf leaf, Map<String, String> values) {
        Map<String, String> yaml = new LinkedHashMap<>();
        values.forEach((key, value) -> yaml.put(
                key, leaf.isDecimal() && value.equals(before.get(leaf.key())) ? value : YamlText.value(value)));
        return yaml;
    }

    private Site site(Leaf leaf) {
        List<Step> path = leaf.path();
        int steps = 1;
        while (steps < path.size() && path.get(steps).isBlock()) {
            steps++;
        }
        Step last = path.get(steps - 1);
        if (leaf.isShared() || !path.get(0).isBlock() || !lines.startsLine(last)) {
            throw new IllegalArgumentException("Cannot edit " + leaf.key() + " on line "
                    + (leaf.last().line() + 1) + " of " + file + ": it belongs to an anchor, an alias, a document in"
                    + " braces or an explicit key. Put it on a line of its own.");
        }
        List<Step> pathOfSite = path.subList(0, steps);
        return sites.computeIfAbsent(
                last.tuple(), tuple -> new Site(pathOfSite, new ArrayList<>(), new LinkedHashMap<>()));
    }

    /** Lets what is left of a mapping in braces come in its place. */
    private void spread(Site site, List<ConfigurationEdit> edits) {
        Map<String, ConfigurationEdit> editOf = new HashMap<>();
        edits.forEach(edit -> edit.subject().ifPresent(key -> editOf.put(key, edit)));
        Map<String, String> coming = new LinkedHashMap<>();
        for (Leaf leaf : tree.leaves()) {
            List<Leaf> all = leavesOf.getOrDefault(leaf.key(), List.of());
            boolean within = leaf.path().stream()
                    .anyMatch(step -> step.tuple().equals(site.last().tuple()));
            if (!within || !leaf.equals(all.get(all.size() - 1))) {
                continue;
            }
            ConfigurationEdit edit = editOf.get(leaf.key());
            if (edit == null) {
                coming.putAll(yaml(leaf, Map.of(leaf.key(), before.getOrDefault(leaf.key(), ""))));
                commentOutOverridden(all, site);
            } else {
                coming.putAll(yaml(leaf, edit.written()));
            }
        }
        site.coming().clear();
        site.coming().putAll(coming);
        if (!coming.isEmpty()) {
            site.reasons().add(SPREAD);
        }
    }

    /** A key that leaves its braces may meet a line that it overrode there, where one key cannot come twice. */
    private void commentOutOverridden(List<Leaf> all, Site spread) {
        for (Leaf leaf : all.subList(0, all.size() - 1)) {
            Site site = site(leaf);
            if (!site.equals(spread)) {
                site.reasons().add(OVERRIDDEN);
            }
        }
    }

    /** Gives the step of the innermost mapping on the way to a site that a key fits into. */
    private static Step taker(Site site, String key) {
        for (int i = site.path().size() - 1; i > 0; i--) {
            Step step = site.path().get(i);
            if (key.startsWith(step.prefix()) && key.length() > step.prefix().length()) {
                return step;
            }
        }
        return site.path().get(0);
    }

    private void write(Site site) {
        NodeTuple tuple = site.last().tuple();
        int first = site.last().line();
        int last = lines.lastLine(tuple);
        String tail = site.inBraces() ? "" : tail(site.last());
        List<String> inPlace = new ArrayList<>();
        Map<Step, List<String>> below = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : site.coming().entrySet()) {
            Step taker = taker(site, entry.getKey());
            String line = " ".repeat(taker.column())
                    + YamlText.key(entry.getKey().substring(taker.prefix().length())) + ": " + entry.getValue()
                    + tail;
            tail = "";
            if (goes(taker.tuple())) {
                inPlace.add(line);
            } else {
                below.computeIfAbsent(taker, step -> new ArrayList<>()).add(line);
            }
        }
        if (site.reasons().isEmpty()) {
            changes.replace(first, inPlace);
            for (int line = first + 1; line <= last; line++) {
                changes.replace(line, List.of());
            }
        } else {
            changes.commentOut(first, site.reasons());
            for (int line = first + 1; line <= last; line++) {
                changes.commentOut(line, List.of());
            }
            changes.insertAfter(last, inPlace);
        }
        below.forEach((taker, contents) -> changes.insertAfter(lines.lastLine(taker.tuple()), contents));
    }

    private String tail(Step step) {
        String tail = lines.tail(step.tuple());
        if (!tail.isBlank() && !tail.strip().startsWith("#")) {
            throw new IllegalArgumentException("Cannot edit line " + (step.line() + 1) + " of " + file
                    + ": something follows the value. Put each key on a line of its own.");
        }
        return tail;
    }

    /** Tells whether nothing is left of a tuple. */
    private boolean goes(NodeTuple tuple) {
        if (sites.containsKey(tuple)) {
            return true;
        }
        MappingNode mapping = YamlTree.nested(tuple);
        return mapping != null
                && YamlLines.isOpen(mapping)
                && !growing.contains(mapping)
                && mapping.getValue().stream().allMatch(this::goes);
    }

    /** Takes out the keys of the mappings on the way to a site that are empty now. */
    private void removeEmptied(Site site) {
        for (Step step : site.path().subList(0, site.path().size() - 1)) {
            if (!goes(step.tuple())) {
                continue;
            }
            boolean commented = sites.values().stream()
                    .anyMatch(other -> !other.reasons().isEmpty()
                            && other.path().stream().anyMatch(at -> at.tuple().equals(step.tuple())));
            if (commented) {
                changes.commentOut(step.line(), List.of());
            } else {
                changes.replace(
                        step.line(),
                        lines.commentBesideKey(step.tuple())
                                .map(comment -> " ".repeat(step.column()) + comment)
                                .map(List::of)
                                .orElse(List.of()));
            }
        }
    }

    private void add(ConfigurationEdit edit) {
        if (!(edit instanceof ConfigurationEdit.Add add)) {
            return;
        }
        MappingNode root = tree.root();
        int line = changes.count() - 1;
        String indentation = "";
        if (root != null && !root.getValue().isEmpty()) {
            if (root.getFlowStyle() == FlowStyle.FLOW) {
                throw new IllegalArgumentException("Cannot add keys to " + file
                        + ": the document is written in braces. Put each key on a line of its own.");
            }
            List<NodeTuple> tuples = root.getValue();
            NodeTuple after = add.after()
                    .map(key -> leavesOf.getOrDefault(key, List.of()))
                    .map(leaves -> leaves.get(leaves.size() - 1).path().get(0).tuple())
                    .orElse(tuples.get(tuples.size() - 1));
            line = lines.lastLine(after);
            indentation = " ".repeat(YamlTree.start(tuples.get(0).getKeyNode()).getColumn());
        }
        List<String> contents = new ArrayList<>(List.of(indentation + "# " + add.reason()));
        for (Map.Entry<String, String> entry : add.entries().entrySet()) {
            contents.add(indentation + YamlText.key(entry.getKey()) + ": " + YamlText.value(entry.getValue()));
        }
        changes.insertAfter(line, contents);
    }
}
