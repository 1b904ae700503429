/** A whole environment in one class, for the guide. */
@NullMarked
package io.parley.examples.minimal;

import org.jspecify.annotations.NullMarked;
