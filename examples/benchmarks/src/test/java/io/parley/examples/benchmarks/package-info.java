/** Whether what is measured is the same work. */
@NullMarked
package io.parley.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
