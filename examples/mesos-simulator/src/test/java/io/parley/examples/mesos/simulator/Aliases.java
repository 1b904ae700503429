package io.parley.examples.mesos.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids of one side of a comparison, named in the order in which they come up, so that two sides are the same if they
 * are but for their ids, times, ports and folders.
 */
final class Aliases {

    private static final Pattern ID = Pattern.compile(
            "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-(?:[SO]\\d+|\\d{4}))?|(?<=\")[A-Za-z0-9+/]{22}==(?=\")");
    private static final Pattern TIME = Pattern.compile("\"timestamp\":[0-9.]+");
    private static final Pattern NANOSECONDS = Pattern.compile("\"unreachable_time\":\\{\"nanoseconds\":\\d+}");
    private static final Pattern PID = Pattern.compile("\"executor_pid\":\\d+");
    private static final Pattern PORT = Pattern.compile("(\"port\":|127\\.0\\.0\\.1:)\\d+");
    private static final Pattern FOLDER = Pattern.compile("'/[^']*/slaves/");

    private final Map<String, String> names = new LinkedHashMap<>();

    /** Gives a text with names for ids. */
    String named(String text) {
        String plain = TIME.matcher(text).replaceAll("\"timestamp\":0");
        // A capability that the types of 1.11.0 do not know.
        plain = plain.replace(",{}]", "]");
        plain = NANOSECONDS.matcher(plain).replaceAll("\"unreachable_time\":0");
        plain = PID.matcher(plain).replaceAll("\"executor_pid\":0");
        plain = PORT.matcher(plain).replaceAll("$1PORT");
        plain = FOLDER.matcher(plain).replaceAll("'FOLDER/slaves/");
        return ID.matcher(plain).replaceAll(match -> Matcher.quoteReplacement(nameOf(match.group())));
    }

    private String nameOf(String id) {
        return names.computeIfAbsent(id, key -> "<" + names.size() + ">");
    }

    /** Gives a text of the other side with the ids of this one; ids that did not come up stay. */
    String translated(String text, Aliases other) {
        Map<String, String> ids = new LinkedHashMap<>();
        names.forEach((id, name) -> ids.put(name, id));
        return ID.matcher(text).replaceAll(match -> {
            String name = other.names.get(match.group());
            return Matcher.quoteReplacement(name == null ? match.group() : ids.getOrDefault(name, match.group()));
        });
    }

    /** Gives the ids of a text. */
    static List<String> idsIn(String text) {
        List<String> ids = new ArrayList<>();
        Matcher matcher = ID.matcher(text);
        while (matcher.find()) {
            ids.add(matcher.group());
        }
        return ids;
    }
}
