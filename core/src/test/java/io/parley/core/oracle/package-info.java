/** Flink's own code, one class loader a version. */
@NullMarked
package io.parley.core.oracle;

import org.jspecify.annotations.NullMarked;
