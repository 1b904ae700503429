/** Tests of the custom environment. */
@NullMarked
package io.parley.examples.kubernetes;

import org.jspecify.annotations.NullMarked;
