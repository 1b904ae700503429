/** Negotiating tasks for Flink processes with a Mesos master. */
@NullMarked
package io.parley.mesos.negotiation;

import org.jspecify.annotations.NullMarked;
