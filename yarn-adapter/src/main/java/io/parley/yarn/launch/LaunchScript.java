package io.parley.yarn.launch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quotes text for the script by which a NodeManager starts a container. Stateless.
 *
 * <p>Text passes three readers. The NodeManager replaces <code>{{NAME}}</code>, {@code <LOG_DIR>}, {@code <CPS>} and
 * {@code <ADD_OPENS>}. The script's shell reads values of variables and the whole command inside double quotes. A
 * second shell, {@code bash -c}, reads the command once more. So single quotes alone protect nothing: the first shell
 * does not see them.
 */
final class LaunchScript {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern REFERENCE = Pattern.compile(
            "\\$[A-Za-z_][A-Za-z0-9_]*|\\$\\{[A-Za-z_][A-Za-z0-9_]*}|\\{\\{[A-Za-z_][A-Za-z0-9_]*}}|<CPS>");

    private LaunchScript() {}

    /**
     * Gives a word of the inner command that arrives as exactly this argument.
     *
     * @throws IllegalArgumentException if the text holds a NUL, which no argument can
     */
    static String word(String text) {
        checkNoNul(text, "An argument");
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        StringBuilder word = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char current = text.charAt(i);
            switch (current) {
                case '\'' -> word.append("'\\''");
                // Closing and opening the quotes breaks the marks that the NodeManager would replace.
                case '{', '}', '<' -> word.append(current).append("''");
                default -> word.append(current);
            }
        }
        return word.append('\'').toString();
    }

    /** Gives the command to hand over so that the inner shell runs exactly this script. */
    static String command(String innerScript) {
        return insideDoubleQuotes(innerScript);
    }

    /**
     * Gives the value to hand over so that a variable has exactly this value.
     *
     * @throws IllegalArgumentException if the text holds a NUL, which no variable can
     */
    static String variable(String text) {
        checkNoNul(text, "The value of a variable");
        StringBuilder value = new StringBuilder();
        String quoted = insideDoubleQuotes(text);
        for (int i = 0; i < quoted.length(); i++) {
            char current = quoted.charAt(i);
            value.append(current);
            if (current == '{' || current == '}' || current == '<') {
                value.append("\"\"");
            }
        }
        return value.toString();
    }

    /**
     * Gives the value to hand over for a class path of the cluster's own configuration: references to variables are
     * kept, everything else arrives as it is.
     */
    static String clusterClassPath(String text) {
        StringBuilder value = new StringBuilder();
        Matcher matcher = REFERENCE.matcher(text);
        int last = 0;
        while (matcher.find()) {
            value.append(variable(text.substring(last, matcher.start()))).append(matcher.group());
            last = matcher.end();
        }
        return value.append(variable(text.substring(last))).toString();
    }

    /**
     * Checks the name of a variable.
     *
     * @throws IllegalArgumentException if no shell can hold a variable of that name
     */
    static void checkVariableName(String name) {
        if (!VARIABLE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Cannot set an environment variable named \"" + name
                    + "\" in a YARN container. Use letters, digits and underscores, and start with no digit.");
        }
    }

    private static void checkNoNul(String text, String what) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " of a YARN container cannot hold the character NUL. Remove it.");
        }
    }

    private static String insideDoubleQuotes(String text) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char current = text.charAt(i);
            if (current == '\\' || current == '"' || current == '$' || current == '`') {
                quoted.append('\\');
            }
            quoted.append(current);
        }
        return quoted.toString();
    }
}
