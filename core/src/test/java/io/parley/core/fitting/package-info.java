/** Tests of the grant policies. */
@NullMarked
package io.parley.core.fitting;

import org.jspecify.annotations.NullMarked;
