/** What agents have, offers carry and tasks take, in the arithmetic of Mesos. */
@NullMarked
package io.parley.examples.mesos.simulator.resource;

import org.jspecify.annotations.NullMarked;
