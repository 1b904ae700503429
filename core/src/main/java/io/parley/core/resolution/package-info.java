/** Resolves a Flink configuration into a process memory plan, byte for byte as Flink would. */
@NullMarked
package io.parley.core.resolution;

import org.jspecify.annotations.NullMarked;
