/** Flink processes in YARN containers: what to ask for, and what will be granted. */
@NullMarked
package io.parley.yarn;

import org.jspecify.annotations.NullMarked;
