/** Starting Flink processes as tasks of a Mesos framework of their own. */
@NullMarked
package io.parley.mesos.launch;

import org.jspecify.annotations.NullMarked;
