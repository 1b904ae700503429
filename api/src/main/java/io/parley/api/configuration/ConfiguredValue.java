package io.parley.api.configuration;

import org.jspecify.annotations.Nullable;

/**
 * A value as Flink holds it before an option gives it a type. Immutable.
 *
 * @param text the text that Flink shows for it
 * @param decimal the number, where Flink holds one of 64 bits and no text
 * @param listGrammar how a list would be read
 */
record ConfiguredValue(String text, @Nullable Double decimal, ListGrammar listGrammar) {

    static ConfiguredValue of(String text) {
        return new ConfiguredValue(text, null, ListGrammar.YAML);
    }

    /** Writes a number as YAML does, which differs from Java for infinity and not-a-number. */
    static String text(double decimal) {
        if (Double.isNaN(decimal)) {
            return ".nan";
        }
        if (Double.isInfinite(decimal)) {
            return decimal > 0 ? ".inf" : "-.inf";
        }
        return Double.toString(decimal);
    }

    /** Gives the text that Flink reads where an option asks neither for text nor for a fraction or decimal. */
    String parsed() {
        return decimal == null ? text : decimal.toString();
    }
}
