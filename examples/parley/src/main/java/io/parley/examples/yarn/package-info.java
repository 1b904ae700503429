/** A real YARN inside this process, for demonstrations and tests. */
@NullMarked
package io.parley.examples.yarn;

import org.jspecify.annotations.NullMarked;
