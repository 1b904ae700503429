/** The memory of a Flink process as a plan of which every byte is explained. */
@NullMarked
package io.parley.api.plan;

import org.jspecify.annotations.NullMarked;
