/** Edits the text of Flink's configuration files and leaves everything else in them as it was. */
@NullMarked
package io.parley.core.editing;

import org.jspecify.annotations.NullMarked;
