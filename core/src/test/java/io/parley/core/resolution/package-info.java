/** Tests of the resolution, most of them against Flink's own code. */
@NullMarked
package io.parley.core.resolution;

import org.jspecify.annotations.NullMarked;
