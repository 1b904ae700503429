/** Tests of what the end of a container is read from. */
@NullMarked
package io.parley.yarn.exit;

import org.jspecify.annotations.NullMarked;
