/** Tasks as processes of this machine, of which nothing is left. */
@NullMarked
package io.parley.examples.mesos.simulator.task;

import org.jspecify.annotations.NullMarked;
