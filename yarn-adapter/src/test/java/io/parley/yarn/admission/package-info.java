/** Verdicts on paper clusters. */
@NullMarked
package io.parley.yarn.admission;

import org.jspecify.annotations.NullMarked;
