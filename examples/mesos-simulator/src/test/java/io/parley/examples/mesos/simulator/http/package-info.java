/** Tests of the simulator's HTTP. */
@NullMarked
package io.parley.examples.mesos.simulator.http;

import org.jspecify.annotations.NullMarked;
