/** Flink 2.3.0's own memory code, behind an interface of the JDK so that no class loader has to be shared. */
@NullMarked
package io.parley.examples.benchmarks.flink23;

import org.jspecify.annotations.NullMarked;
