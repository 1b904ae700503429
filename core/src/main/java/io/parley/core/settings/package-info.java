/** Writes the settings of a plan into a Flink configuration file, once it is proven that they mean the plan there. */
@NullMarked
package io.parley.core.settings;

import org.jspecify.annotations.NullMarked;
