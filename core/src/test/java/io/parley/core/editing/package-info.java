/** Tests of the editing of configuration files. */
@NullMarked
package io.parley.core.editing;

import org.jspecify.annotations.NullMarked;
