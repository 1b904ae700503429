/** Parley beside Flink's own code, measured in the same run. */
@NullMarked
package io.parley.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
