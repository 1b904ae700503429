package io.parley.yarn.admission;

/**
 * A number with the key that says so. Immutable.
 *
 * @param value the number
 * @param key the key
 */
record KeyedNumber(double value, String key) {}
