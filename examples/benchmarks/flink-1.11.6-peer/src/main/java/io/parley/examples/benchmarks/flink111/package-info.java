/** Flink 1.11.6's own memory code, behind an interface of the JDK so that no class loader has to be shared. */
@NullMarked
package io.parley.examples.benchmarks.flink111;

import org.jspecify.annotations.NullMarked;
