/** Tests of the migration of old configurations. */
@NullMarked
package io.parley.core.migration;

import org.jspecify.annotations.NullMarked;
