/** The contract of launchers, published in the test jar, and the tests of this package. */
@NullMarked
package io.parley.api.launch;

import org.jspecify.annotations.NullMarked;
