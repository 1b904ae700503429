/** Tests of launches, on a YARN inside the test's process where one is needed. */
@NullMarked
package io.parley.examples.launch;

import org.jspecify.annotations.NullMarked;
