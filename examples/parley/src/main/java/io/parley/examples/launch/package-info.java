/** Launches a Flink session from a plan and shows that it got what was planned. */
@NullMarked
package io.parley.examples.launch;

import org.jspecify.annotations.NullMarked;
