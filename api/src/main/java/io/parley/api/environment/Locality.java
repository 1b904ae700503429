package io.parley.api.environment;

/** How hosts and racks of a placement are meant. */
public enum Locality {
    /** Nowhere else. */
    REQUIRED,
    /** There if it is possible soon, else anywhere. */
    PREFERRED
}
