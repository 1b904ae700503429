/** Starts Flink processes as children of this one, on this host. */
@NullMarked
package io.parley.standalone.launch;

import org.jspecify.annotations.NullMarked;
