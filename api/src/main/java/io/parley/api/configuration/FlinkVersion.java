package io.parley.api.configuration;

import java.util.Comparator;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Flink version, or a whole minor line of it.
 *
 * <p>The memory model, its keys and its defaults belong to a minor line; a patch release only names the jars.
 * Immutable.
 *
 * @param major the major number, 1 or more
 * @param minor the minor number, 0 or more
 * @param patch the patch number, 0 or more; empty for the whole line
 */
public record FlinkVersion(int major, int minor, OptionalInt patch) implements Comparable<FlinkVersion> {

    private static final Pattern GRAMMAR =
            Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(?:-[A-Za-z0-9.-]+)?");
    private static final Comparator<FlinkVersion> ORDER = Comparator.comparingInt(FlinkVersion::major)
            .thenComparingInt(FlinkVersion::minor)
            .thenComparingInt(version -> version.patch.orElse(-1));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public FlinkVersion {
        if (major < 1 || minor < 0 || patch.orElse(0) < 0) {
            throw new IllegalArgumentException("No Flink version has the numbers " + major + ", " + minor + ", "
                    + patch.orElse(0) + ": name one such as 1.11.6 or 2.3.0.");
        }
    }

    /**
     * Gives a whole minor line.
     *
     * @param major the major number
     * @param minor the minor number
     * @return the line
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static FlinkVersion line(int major, int minor) {
        return new FlinkVersion(major, minor, OptionalInt.empty());
    }

    /**
     * Reads {@code 1.11}, {@code 1.11.6} or {@code 2.3.0}; a suffix such as {@code -SNAPSHOT} is allowed and ignored.
     *
     * @param text the text
     * @return the version
     * @throws IllegalArgumentException if the text is no version
     */
    public static FlinkVersion parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Cannot read \"" + text
                    + "\" as a Flink version. Name a line or a release, for instance 1.11 or 2.3.0.");
        }
        String patch = matcher.group(3);
        return new FlinkVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(patch)));
    }

    /**
     * Gives the minor line of this version.
     *
     * @return the version without its patch number
     */
    public FlinkVersion line() {
        return patch.isEmpty() ? this : line(major, minor);
    }

    /**
     * Tells whether the minor line of this version is that line or a later one.
     *
     * @param otherMajor the major number of the line
     * @param otherMinor the minor number of the line
     * @return whether this line is not older
     */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major != otherMajor ? major > otherMajor : minor >= otherMinor;
    }

    /** Orders by number; a whole line comes before its releases. */
    @Override
    public int compareTo(FlinkVersion other) {
        return ORDER.compare(this, other);
    }

    /** Gives the usual text, for instance {@code 1.11} or {@code 2.3.0}. */
    @Override
    public String toString() {
        // Every command does this: a builder needs no linking at run time.
        StringBuilder text = new StringBuilder().append(major).append('.').append(minor);
        patch.ifPresent(number -> text.append('.').append(number));
        return text.toString();
    }
}
