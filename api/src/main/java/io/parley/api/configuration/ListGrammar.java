package io.parley.api.configuration;

/** How Flink tells the items of a list apart; one grammar holds for a whole configuration, overrides included. */
public enum ListGrammar {
    /**
     * A YAML list in brackets, {@code [a, 'b']}; what is none is read like {@link #SEMICOLONS}. Flink from 1.19 on,
     * unless it reads {@code flink-conf.yaml}.
     */
    YAML,
    /**
     * Items between semicolons, {@code a;'b'}; brackets are part of an item. Flink up to 1.18, and 1.19 and 1.20 where
     * they read {@code flink-conf.yaml}.
     */
    SEMICOLONS
}
