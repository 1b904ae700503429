package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.launch.JvmOptions;
import io.parley.api.launch.OptionWords;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command by which a container starts its process, with names in percent signs where the launch puts its parts.
 *
 * <p>The template is shell text by definition: the shell of the container reads what its author wrote. What stands for
 * the names is quoted before it gets here, and is not looked through again. Immutable; {@link #toString()} shows no
 * value that may be a secret.
 *
 * @param text the template, which may hold secrets
 */
record StartTemplate(String text) {

    static final ConfigurationOption<String> KEY = ConfigurationOption.text("yarn.container-start-command-template")
            .withDefault("%java% %jvmmem% %jvmopts% %logging% %class% %args% %redirects%");
    private static final Pattern NAME = Pattern.compile("%([a-z]+)%");

    /** A word of shell text, with what its quotes keep together; one that is not closed goes on to the end. */
    private static final Pattern WORD =
            Pattern.compile("(?:[^\\s'\"\\\\;&|()]++|\\\\.?|'[^']*+'?|\"(?:[^\"\\\\]++|\\\\.)*+\"?)++", Pattern.DOTALL);

    /** Without these, what runs is not what was planned. */
    private static final List<String> NEEDED = List.of("%jvmmem%", "%class%", "%args%");

    /** Reads the key; the reader collects what is wrong. */
    static StartTemplate read(KeyReader keys) {
        String text = keys.get(KEY);
        List<String> missing =
                NEEDED.stream().filter(name -> !text.contains(name)).toList();
        if (!missing.isEmpty()) {
            keys.refuse(
                    KEY,
                    "\"" + masked(text) + "\" has no " + String.join(", no ", missing)
                            + ", and the process would not be what was planned.",
                    "Add it, for instance as in \"" + KEY.defaultValue().orElseThrow() + "\".");
        }
        keys.check(() -> JvmOptions.refuseSizes(KEY.key(), List.of(text.split("\\s+", -1))));
        return new StartTemplate(text);
    }

    /** Gives a template with asterisks in the place of values that may be secrets. */
    static String masked(String template) {
        return WORD.matcher(template).replaceAll(word -> Matcher.quoteReplacement(OptionWords.masked(word.group())));
    }

    @Override
    public String toString() {
        return masked(text);
    }

    /** Puts parts in the place of their names; a name that is none of theirs stays. */
    String with(Map<String, String> parts) {
        StringBuilder command = new StringBuilder();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            String part = parts.getOrDefault(matcher.group(1), matcher.group());
            matcher.appendReplacement(command, Matcher.quoteReplacement(part));
        }
        return matcher.appendTail(command).toString();
    }
}
