/** Parley beside Netflix Fenzo, and its client under load, on Mesos. */
@NullMarked
package io.parley.examples.benchmarks.mesos;

import org.jspecify.annotations.NullMarked;
