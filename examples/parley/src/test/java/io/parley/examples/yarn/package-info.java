/** Tests of the embedded YARN. */
@NullMarked
package io.parley.examples.yarn;

import org.jspecify.annotations.NullMarked;
