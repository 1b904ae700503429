/** Tests of what brings and ends the processes of tasks. */
@NullMarked
package io.parley.examples.mesos.simulator.task;

import org.jspecify.annotations.NullMarked;
