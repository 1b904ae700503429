/** Flink configurations and versions as immutable data. */
@NullMarked
package io.parley.api.configuration;

import org.jspecify.annotations.NullMarked;
