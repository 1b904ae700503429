package io.parley.core.editing;

import io.parley.core.editing.YamlTree.Step;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Tells which lines of a YAML text belong to an entry. Not thread-safe. */
record YamlLines(LineChanges changes) {

    /** Tells whether nothing but blanks stands before a key on its line. */
    boolean startsLine(Step step) {
        String content = changes.content(step.line());
        return content.substring(0, index(content, step.column())).isBlank();
    }

    /** Gives the last line of an entry, without the comments and blank lines below it. */
    int lastLine(NodeTuple tuple) {
        Node value = tuple.getValueNode();
        Mark key = YamlTree.end(tuple.getKeyNode());
        if (YamlTree.start(value).getIndex() < key.getIndex()) {
            // An alias: the marks are those of what it names.
            return key.getLine();
        }
        MappingNode nested = YamlTree.nested(tuple);
        if (nested != null && isOpen(nested)) {
            List<NodeTuple> tuples = nested.getValue();
            return lastLine(tuples.get(tuples.size() - 1));
        }
        Mark end = YamlTree.end(value);
        if (!endsAtNextToken(value, end)) {
            return end.getLine();
        }
        int line = end.getLine() - 1;
        while (line > key.getLine() && isBlankOrComment(changes.content(line))) {
            line--;
        }
        return line;
    }

    /** Tells whether a mapping is written with a line for each key and has keys. */
    static boolean isOpen(MappingNode mapping) {
        return mapping.getFlowStyle() != FlowStyle.FLOW && !mapping.getValue().isEmpty();
    }

    /** A block has no end of its own: the parser sets its end where something else starts. */
    private boolean endsAtNextToken(Node value, Mark end) {
        if (end.getLine() == YamlTree.start(value).getLine()) {
            return false;
        }
        if (end.getLine() >= changes.count()) {
            return true;
        }
        boolean block = !(value instanceof ScalarNode scalar)
                || scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED;
        String content = changes.content(end.getLine());
        return block && content.substring(0, index(content, end.getColumn())).isBlank();
    }

    private static boolean isBlankOrComment(String content) {
        String text = content.strip();
        return text.isEmpty() || text.startsWith("#");
    }

    /** Gives what stands after a value on its last line: blanks and a comment, or something else. */
    String tail(NodeTuple tuple) {
        int last = lastLine(tuple);
        Mark end = YamlTree.end(tuple.getValueNode());
        if (end.getLine() != last) {
            return "";
        }
        String content = changes.content(last);
        return content.substring(index(content, end.getColumn()));
    }

    /** Gives the comment on the line of a key whose value is on lines below. */
    Optional<String> commentBesideKey(NodeTuple tuple) {
        Mark end = YamlTree.end(tuple.getKeyNode());
        String content = changes.content(end.getLine());
        int hash = content.indexOf(" #", index(content, end.getColumn()));
        return hash < 0 ? Optional.empty() : Optional.of(content.substring(hash + 1));
    }

    private static int index(String content, int column) {
        return content.offsetByCodePoints(0, column);
    }
}
