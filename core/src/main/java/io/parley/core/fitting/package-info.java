/** Grant policies: what to do with memory granted beyond the ask. */
@NullMarked
package io.parley.core.fitting;

import org.jspecify.annotations.NullMarked;
