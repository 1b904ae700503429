package io.parley.core.configuration;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The rules of {@code config.yaml}: one YAML 1.2 document of nested mappings, flattened with dots.
 *
 * <p>A scalar is typed by YAML's core schema and written back, so that {@code 0x10} becomes {@code 16}; a list becomes
 * its text in YAML's flow style. A key of a mapping must be text, a value must not be null, no key may come twice in
 * one mapping; of a nested and a flat spelling of one key the later wins. Source:
 * {@code org.apache.flink.configuration.GlobalConfiguration} and {@code YamlParserUtils} of Flink 2.3.0.
 */
final class ConfigYaml {

    /** Flink's own limit, which is the default of its YAML library. */
    private static final int MAX_CODE_POINTS = 3 * 1024 * 1024;

    private static final int MAX_ALIASES = 50;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_ENTRIES = 1_000_000;

    /** Names that a parser's message takes from the text, where a value that starts with * or ! may be a secret. */
    private static final Pattern QUOTED_NAME = Pattern.compile("(.*\\b(?:alias|anchor|tag)\\b).*", Pattern.DOTALL);

    private static final String CURE = " Correct the file.";
    private static final int LARGEST_BUFFER = 1 << 20;

    private final Path file;
    private final Entries entries;
    private final Map<String, Found> found = new LinkedHashMap<>();
    private final Dump dump = new Dump(DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.FLOW)
            .setSplitLines(false)
            .setSchema(new CoreSchema())
            .build());
    private int count;

    /** A value and the line of its key. */
    private record Found(@Nullable Object value, int line) {}

    /** The document as nodes, which know their lines, and as values. */
    private record Document(Optional<Node> root, @Nullable Object value) {}

    private ConfigYaml(Path file) {
        this.file = file;
        this.entries = new Entries(file);
    }

    static ReadConfiguration parse(Path file, String text) {
        return new ConfigYaml(file).read(text);
    }

    private ReadConfiguration read(String text) {
        Document document = load(text);
        if (document.value() != null) {
            if (!(document.value() instanceof Map<?, ?> map)
                    || !(document.root().orElseThrow() instanceof MappingNode node)) {
                throw refusal("it is not a mapping of keys to values.", " Write key: value lines.");
            }
            flatten(map, node, "", 1);
        }
        found.forEach(this::add);
        return entries.finish(ConfigurationFormat.CONFIG_YAML);
    }

    private Document load(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_CODE_POINTS)
                .setMaxAliasesForCollections(MAX_ALIASES)
                // A line longer than the buffer costs time that grows with its square.
                .setBufferSize(Math.min(text.length() + 1024, LARGEST_BUFFER))
                .build();
        int tooDeep;
        try {
            tooDeep = lineOfDeepest(new Parse(settings).parseString(text));
            if (tooDeep == 0) {
                Optional<Node> root = new Compose(settings).composeString(text);
                return new Document(root, new StandardConstructor(settings).constructSingleDocument(root));
            }
        } catch (MarkedYamlEngineException e) {
            throw malformed(e);
        } catch (RuntimeException e) {
            // Neither the exception nor more of its message may travel on: they quote the text around the place.
            throw refusal("it is no YAML that Flink reads (" + withoutNames(e) + ").", CURE);
        }
        throw tooDeep(tooDeep);
    }

    /** Finds the line that is nested too deeply: what follows the parser is recursive, the parser is not. */
    private static int lineOfDeepest(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {
                    // Neither opens nor closes a level.
                }
            }
            if (depth > MAX_DEPTH) {
                return line(event.getStartMark());
            }
        }
        return 0;
    }

    private void flatten(Map<?, ?> map, MappingNode node, String prefix, int depth) {
        List<NodeTuple> tuples = node.getValue();
        int index = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            // A mapping refuses duplicate keys, so it has one entry for each tuple, in the same order.
            NodeTuple tuple = tuples.get(index++);
            int line = line(tuple.getKeyNode().getStartMark());
            Object name = entry.getKey();
            // Flink takes the null key, ~, for the text null.
            if (name != null && !(name instanceof String)) {
                throw refusal(
                        "the key " + (prefix.isEmpty() ? "" : "under " + prefix + " ") + "on " + lineText(line)
                                + " is not text.",
                        " Put it in quotes.");
            }
            String key = prefix + name;
            if (entry.getValue() instanceof Map<?, ?> nested
                    && tuple.getValueNode() instanceof MappingNode nestedNode) {
                if (depth == MAX_DEPTH) {
                    throw tooDeep(line);
                }
                flatten(nested, nestedNode, key + ".", depth + 1);
            } else {
                put(key, new Found(entry.getValue(), line));
            }
        }
    }

    private void put(String key, Found value) {
        // Aliases can name far more entries than the text has characters.
        if (++count > MAX_ENTRIES) {
            throw refusal("its aliases expand to more than " + MAX_ENTRIES + " entries.", CURE);
        }
        Found earlier = found.put(key, value);
        if (earlier != null) {
            entries.remarkOverridden(key, earlier.line(), value.line());
        }
    }

    private void add(String key, Found entry) {
        Object value = entry.value();
        if (value == null) {
            throw refusal(key + " on " + lineText(entry.line()) + " has no value.", " Write one, or remove the key.");
        }
        if (value instanceof Double decimal) {
            entries.set(key, decimal, entry.line());
        } else {
            entries.set(key, value instanceof String text ? text : yamlText(value), entry.line());
        }
    }

    private String yamlText(Object value) {
        String text = dump.dumpToString(value);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private IllegalArgumentException tooDeep(int line) {
        return refusal(lineText(line) + " is nested deeper than " + MAX_DEPTH + " levels.", CURE);
    }

    private IllegalArgumentException malformed(MarkedYamlEngineException problem) {
        Optional<Mark> mark = problem.getProblemMark().or(problem::getContextMark);
        String place = mark.map(at -> lineText(at.getLine() + 1) + ", column " + (at.getColumn() + 1) + ": ")
                .orElse("");
        return refusal(place + withoutNames(problem) + ".", CURE);
    }

    private static String withoutNames(RuntimeException exception) {
        if (exception instanceof MarkedYamlEngineException marked) {
            return Stream.of(marked.getContext(), marked.getProblem())
                    .filter(Objects::nonNull)
                    .map(ConfigYaml::withoutNames)
                    .collect(Collectors.joining(", "));
        }
        String message = exception.getMessage();
        return message != null && exception instanceof YamlEngineException && exception.getCause() == null
                ? withoutNames(message)
                : "it cannot be read";
    }

    private static String withoutNames(String problem) {
        Matcher matcher = QUOTED_NAME.matcher(problem);
        return matcher.matches() ? matcher.group(1) : problem;
    }

    private IllegalArgumentException refusal(String why, String cure) {
        return new IllegalArgumentException("Cannot read the Flink configuration " + file + ": " + why + cure);
    }

    private static String lineText(int line) {
        return "line " + line;
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(at -> at.getLine() + 1).orElse(1);
    }
}
