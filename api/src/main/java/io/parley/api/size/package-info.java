/** Exact amounts of memory and processing power. */
@NullMarked
package io.parley.api.size;

import org.jspecify.annotations.NullMarked;
