package io.parley.api.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The value of an entry as people may see it. Stateless. */
final class MaskedValue {

    private static final String MASK = "******";
    private static final String JVM_OPTIONS = "env.java.";
    private static final Pattern QUOTES = Pattern.compile("['\"\\\\]");

    private MaskedValue() {}

    /** Gives the value without secrets; options of a JVM may hold some, too. */
    static String of(String key, String value) {
        if (SensitiveKeys.include(key)) {
            return MASK;
        }
        if (!key.startsWith(JVM_OPTIONS)) {
            return value;
        }
        List<String> words = new ArrayList<>();
        boolean sensitive = false;
        for (String word : value.split("\\s+", -1)) {
            int equals = word.indexOf('=');
            boolean hides = equals > 0 && SensitiveKeys.include(word.substring(0, equals));
            words.add(hides ? word.substring(0, equals + 1) + MASK : word);
            sensitive |= hides;
        }
        if (!sensitive) {
            return value;
        }
        // Where quotes keep words together, the end of a secret is not looked for.
        return QUOTES.matcher(value).find() ? MASK : String.join(" ", words);
    }
}
