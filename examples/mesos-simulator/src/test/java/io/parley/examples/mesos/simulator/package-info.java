/** Tests of the simulator: against recordings of a real master, over real HTTP, with real processes. */
@NullMarked
package io.parley.examples.mesos.simulator;

import org.jspecify.annotations.NullMarked;
