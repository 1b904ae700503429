/** How a ResourceManager sizes containers, as data and pure functions. */
@NullMarked
package io.parley.yarn.sizing;

import org.jspecify.annotations.NullMarked;
