/** Reads Flink's configuration files as Flink itself does. */
@NullMarked
package io.parley.core.configuration;

import org.jspecify.annotations.NullMarked;
