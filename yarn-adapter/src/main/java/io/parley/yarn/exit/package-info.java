/** How YARN tells the end of a container. */
@NullMarked
package io.parley.yarn.exit;

import org.jspecify.annotations.NullMarked;
