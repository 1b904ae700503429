/** Tests of the benchmarks on Mesos. */
@NullMarked
package io.parley.examples.benchmarks.mesos;

import org.jspecify.annotations.NullMarked;
