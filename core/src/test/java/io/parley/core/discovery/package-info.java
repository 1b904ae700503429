/** Tests of the discovery, with providers that fail in every way. */
@NullMarked
package io.parley.core.discovery;

import org.jspecify.annotations.NullMarked;
