package io.parley.yarn.negotiation;

/**
 * How a negotiation stands. Immutable.
 *
 * @param held containers that demands hold
 * @param released containers that came without a demand for them and were given back
 * @param heartbeats heartbeats that the ResourceManager answered
 * @param failedHeartbeats heartbeats that no ResourceManager answered, or that it refused
 * @param waiting whether any demand waits
 */
public record YarnNegotiationFigures(
        int held, long released, long heartbeats, long failedHeartbeats, boolean waiting) {}
