package io.parley.api.configuration;

import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Flink's grammar of a time span: digits, optional spaces, optional unit; no unit means milliseconds. What only later
 * versions read counts for every version: the unit {@code m} (from 1.15 on), counts of any size (2.0) and ISO 8601 such
 * as {@code PT10S} (2.1). Source: {@code org.apache.flink.util.TimeUtils#parseDuration}.
 */
final class DurationText {

    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

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
        ChronoUnit unit = unit(trimmed.substring(digits).trim().toLowerCase(Locale.US));
        if (unit == null) {
            throw unreadable(text, null);
        }
        BigInteger nanos = new BigInteger(trimmed.substring(0, digits))
                .multiply(BigInteger.valueOf(unit.getDuration().toNanos()));
        BigInteger[] parts = nanos.divideAndRemainder(NANOS_PER_SECOND);
        try {
            return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
        } catch (ArithmeticException e) {
            throw unreadable(text, e);
        }
    }

    private static @Nullable ChronoUnit unit(String name) {
        return switch (name) {
            case "ns", "nano", "nanos", "nanosecond", "nanoseconds" -> ChronoUnit.NANOS;
            case "µs", "micro", "micros", "microsecond", "microseconds" -> ChronoUnit.MICROS;
            case "", "ms", "milli", "millis", "millisecond", "milliseconds" -> ChronoUnit.MILLIS;
            case "s", "sec", "secs", "second", "seconds" -> ChronoUnit.SECONDS;
            case "min", "m", "minute", "minutes" -> ChronoUnit.MINUTES;
            case "h", "hour", "hours" -> ChronoUnit.HOURS;
            case "d", "day", "days" -> ChronoUnit.DAYS;
            default -> null;
        };
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
