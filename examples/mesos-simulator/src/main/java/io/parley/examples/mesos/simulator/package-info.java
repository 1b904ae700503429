/** A scripted simulator of a Mesos master and its agents that speaks the v1 scheduler API over HTTP on loopback. */
@NullMarked
package io.parley.examples.mesos.simulator;

import org.jspecify.annotations.NullMarked;
