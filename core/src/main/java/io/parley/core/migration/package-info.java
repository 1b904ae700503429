/** Rewrites configurations from before Flink 1.10 and 1.11 and proves that they still mean the same. */
@NullMarked
package io.parley.core.migration;

import org.jspecify.annotations.NullMarked;
