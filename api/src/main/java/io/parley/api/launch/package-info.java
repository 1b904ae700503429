/** Starting a Flink process from a plan, watching it and stopping it. */
@NullMarked
package io.parley.api.launch;

import org.jspecify.annotations.NullMarked;
