/** Tests of whether an environment admits a plan. */
@NullMarked
package io.parley.core.admission;

import org.jspecify.annotations.NullMarked;
