package io.parley.core.editing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Where in a YAML text each flattened key is written. Lines count from 0, columns in code points.
 *
 * @param root the mapping of the whole document; null where there are only comments
 * @param leaves the entries in the order in which the reader takes them
 */
record YamlTree(@Nullable MappingNode root, List<Leaf> leaves) {

    private static final Pattern LONE_CARRIAGE_RETURN = Pattern.compile("\\r(?!\\n)");

    /** A tuple of a mapping, and what the keys of that mapping start with. */
    record Step(MappingNode mapping, String prefix, NodeTuple tuple) {

        boolean isBlock() {
            return mapping.getFlowStyle() != FlowStyle.FLOW;
        }

        /** Gives the line of the key. */
        int line() {
            return start(tuple.getKeyNode()).getLine();
        }

        int column() {
            return start(tuple.getKeyNode()).getColumn();
        }
    }

    /** An entry as the reader flattens it, and the way to it from the root; the last step is its own. */
    record Leaf(String key, List<Step> path) {

        Step last() {
            return path.get(path.size() - 1);
        }

        /** Tells whether the reader takes the value for a decimal number. */
        boolean isDecimal() {
            return last().tuple().getValueNode().getTag().equals(Tag.FLOAT);
        }

        /** Tells whether an anchor or an alias is part of it. */
        boolean isShared() {
            return path.stream()
                    .anyMatch(step -> step.tuple().getValueNode().getAnchor().isPresent());
        }
    }

    /** Reads a text that the reader of Flink's configuration has accepted. */
    static YamlTree of(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(Integer.MAX_VALUE)
                .setBufferSize(Math.min(text.length() + 1024, 1 << 20))
                .build();
        // The parser counts no line at a carriage return alone, though it ends one there.
        Optional<Node> root = new Compose(settings)
                .composeString(LONE_CARRIAGE_RETURN.matcher(text).replaceAll("\n"));
        List<Leaf> leaves = new ArrayList<>();
        if (root.isEmpty() || !(root.get() instanceof MappingNode mapping)) {
            return new YamlTree(null, leaves);
        }
        collect(mapping, "", List.of(), leaves);
        return new YamlTree(mapping, leaves);
    }

    private static void collect(MappingNode mapping, String prefix, List<Step> path, List<Leaf> leaves) {
        for (NodeTuple tuple : mapping.getValue()) {
            Node keyNode = tuple.getKeyNode();
            // As in the reader, the null key stands for the text null.
            String name = keyNode.getTag().equals(Tag.NULL) || !(keyNode instanceof ScalarNode scalar)
                    ? "null"
                    : scalar.getValue();
            List<Step> here = new ArrayList<>(path);
            here.add(new Step(mapping, prefix, tuple));
            MappingNode nested = nested(tuple);
            if (nested == null) {
                leaves.add(new Leaf(prefix + name, List.copyOf(here)));
            } else {
                collect(nested, prefix + name + ".", here, leaves);
            }
        }
    }

    /** Gives the mapping that a key stands for; null where it stands for a value, which a set is to the reader. */
    static @Nullable MappingNode nested(NodeTuple tuple) {
        return tuple.getValueNode() instanceof MappingNode mapping
                        && !mapping.getTag().equals(Tag.SET)
                ? mapping
                : null;
    }

    static Mark start(Node node) {
        return node.getStartMark().orElseThrow();
    }

    static Mark end(Node node) {
        return node.getEndMark().orElseThrow();
    }
}
