/** Verdicts against what real clusters do. */
@NullMarked
package io.parley.examples.admission;

import org.jspecify.annotations.NullMarked;
