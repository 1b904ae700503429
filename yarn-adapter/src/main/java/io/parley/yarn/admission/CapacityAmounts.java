package io.parley.yarn.admission;

import io.parley.yarn.sizing.QuantityUnit;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Capacities of the Capacity scheduler that are amounts, as {@code [memory=8192,vcores=4]}. Pure and stateless.
 *
 * <p>Percentages and weights are parts of a cluster whose size no file tells, so they give no amounts, and neither does
 * what a ResourceManager does not start with. Source:
 * {@code CapacitySchedulerConfiguration#getMaximumResourceRequirement}, 3.5.0; a test compares the two.
 */
final class CapacityAmounts {

    private static final Pattern AMOUNTS = Pattern.compile("\\[[\\w.,\\-_= /]+]");
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18})([a-zA-Z]*)");

    private CapacityAmounts() {}

    /** Gives the amounts above zero by YARN's names, memory in MiB. */
    static Map<String, Long> parse(String text) {
        Map<String, Long> amounts = new LinkedHashMap<>();
        if (!AMOUNTS.matcher(text).matches()) {
            return amounts;
        }
        for (String pair : text.substring(1, text.length() - 1).split(",", -1)) {
            int sign = pair.indexOf('=');
            if (sign < 0) {
                continue;
            }
            Matcher amount = AMOUNT.matcher(pair.substring(sign + 1));
            if (amount.matches() && QuantityUnit.isKnown(amount.group(2))) {
                long value = Long.parseLong(amount.group(1));
                String unit = amount.group(2);
                long whole = unit.isEmpty() ? value : QuantityUnit.convert(value, unit, "Mi");
                if (whole > 0) {
                    amounts.put(named(pair.substring(0, sign).trim()), whole);
                }
            }
        }
        // Without memory it is none of the scheduler's amounts.
        return amounts.containsKey(SchedulerRules.MEMORY) ? amounts : Map.of();
    }

    private static String named(String name) {
        return switch (name) {
            case "memory" -> SchedulerRules.MEMORY;
            default -> name;
        };
    }
}
