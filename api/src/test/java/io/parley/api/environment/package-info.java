/** The contract of adapters, published in the test jar, and the tests of this package. */
@NullMarked
package io.parley.api.environment;

import org.jspecify.annotations.NullMarked;
