/** Settings of Flink processes on a standalone host. */
@NullMarked
package io.parley.standalone;

import org.jspecify.annotations.NullMarked;
