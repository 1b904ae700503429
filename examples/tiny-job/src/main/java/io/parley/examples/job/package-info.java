/** A Flink job small enough to watch. */
@NullMarked
package io.parley.examples.job;

import org.jspecify.annotations.NullMarked;
