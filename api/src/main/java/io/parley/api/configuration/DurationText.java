package io.parley.api.configuration;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Flink's grammar of a time span: digits, optional spaces, optional unit; no unit means milliseconds. What only later
 * versions read counts for every version: the unit {@code m}, and ISO 8601 such as {@code PT10S}. Source:
 * {@code org.apache.flink.util.TimeUtils#parseDuration} of 1.11.6 and 2.3.0.
 */
final class DurationText {

    private DurationText() {}

    static Duration parse(String text) {
        String trimmed = text.trim();
        int digits = 0;
        while (digits < trimmed.length() && trimmed.charAt(digits) >= '0' && trimmed.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0) {
            return parseIso(text, trimmed);
        }
        String unit = trimmed.substring(digits).trim().toLowerCase(Locale.US);
        try {
            long value = Long.parseLong(trimmed.substring(0, digits));
            return switch (unit) {
                case "ns", "nano", "nanos", "nanosecond", "nanoseconds" -> Duration.ofNanos(value);
                case "µs", "micro", "micros", "microsecond", "microseconds" -> Duration.of(value, ChronoUnit.MICROS);
                case "", "ms", "milli", "millis", "millisecond", "milliseconds" -> Duration.ofMillis(value);
                case "s", "sec", "secs", "second", "seconds" -> Duration.ofSeconds(value);
                case "min", "m", "minute", "minutes" -> Duration.ofMinutes(value);
                case "h", "hour", "hours" -> Duration.ofHours(value);
                case "d", "day", "days" -> Duration.ofDays(value);
                default -> throw unreadable(text, null);
            };
        } catch (NumberFormatException | ArithmeticException e) {
            throw unreadable(text, e);
        }
    }

    private static Duration parseIso(String text, String trimmed) {
        try {
            Duration duration = Duration.parse(trimmed);
            if (duration.isNegative()) {
                throw unreadable(text, null);
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw unreadable(text, e);
        }
    }

    private static IllegalArgumentException unreadable(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "Cannot read \"" + text + "\" as a time span. Write digits and a unit, for instance 10 s.", cause);
    }
}
