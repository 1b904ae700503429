package io.parley.yarn.admission;

import io.parley.yarn.sizing.SchedulerRules;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of resources as the Fair scheduler's allocation file writes them. Pure and stateless.
 *
 * <p>Percentages are of a cluster whose size no file tells, so they give no amounts. Source:
 * {@code FairSchedulerConfiguration#parseResourceConfigValue}, 3.5.0.
 */
final class FairAmounts {

    private static final Pattern POSITIONAL = Pattern.compile("(\\d+)(?:\\.\\d*)?\\s*(mb|vcores)");
    private static final Pattern NAMED = Pattern.compile("\\s*([^=,\\s]+)\\s*=\\s*(\\d+)\\s*");

    private FairAmounts() {}

    /**
     * Reads amounts.
     *
     * @throws IllegalArgumentException if the text is none of the scheduler's; the message names the key
     */
    static Map<String, Long> parse(String key, String text) {
        Map<String, Long> amounts = new LinkedHashMap<>();
        if (text.contains("%")) {
            return amounts;
        }
        try {
            if (text.contains("=")) {
                for (String pair : text.split(",", -1)) {
                    Matcher matcher = NAMED.matcher(pair);
                    if (!matcher.matches()) {
                        throw unreadable(key, text, null);
                    }
                    amounts.put(matcher.group(1), Long.parseLong(matcher.group(2)));
                }
                return amounts;
            }
            Matcher matcher = POSITIONAL.matcher(text.toLowerCase(Locale.ROOT));
            while (matcher.find()) {
                amounts.put(
                        matcher.group(2).equals("mb") ? SchedulerRules.MEMORY : SchedulerRules.VCORES,
                        Long.parseLong(matcher.group(1)));
            }
        } catch (NumberFormatException e) {
            throw unreadable(key, text, e);
        }
        if (amounts.size() != 2) {
            throw unreadable(key, text, null);
        }
        return amounts;
    }

    private static IllegalArgumentException unreadable(String key, String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "Cannot use " + key + ": \"" + text
                        + "\" is no amount of resources. Write for instance 8192 mb, 4 vcores.",
                cause);
    }
}
