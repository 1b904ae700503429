/** Asking Apache Mesos for the resources of Flink processes. */
@NullMarked
package io.parley.mesos;

import org.jspecify.annotations.NullMarked;
