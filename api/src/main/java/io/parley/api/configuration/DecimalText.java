package io.parley.api.configuration;

/** The text that Flink shows for a number of 64 bits. Stateless. */
final class DecimalText {

    private DecimalText() {}

    /** Writes a number as YAML does, which differs from Java for infinity and not-a-number. */
    static String of(double decimal) {
        if (Double.isNaN(decimal)) {
            return ".nan";
        }
        if (Double.isInfinite(decimal)) {
            return decimal > 0 ? ".inf" : "-.inf";
        }
        return Double.toString(decimal);
    }
}
