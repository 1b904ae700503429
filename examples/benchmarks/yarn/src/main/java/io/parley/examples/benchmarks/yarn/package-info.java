/** Parley beside Hadoop's own code, measured in the same run. */
@NullMarked
package io.parley.examples.benchmarks.yarn;

import org.jspecify.annotations.NullMarked;
