/** Tests of the readers, the odd files against Flink's own code. */
@NullMarked
package io.parley.core.configuration;

import org.jspecify.annotations.NullMarked;
