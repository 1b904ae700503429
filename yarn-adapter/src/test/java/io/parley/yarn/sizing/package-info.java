/** The model of YARN's rounding against the real thing. */
@NullMarked
package io.parley.yarn.sizing;

import org.jspecify.annotations.NullMarked;
