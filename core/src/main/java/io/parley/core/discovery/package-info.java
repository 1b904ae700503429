/** Finds the environments that adapters on the class path register with the ServiceLoader. */
@NullMarked
package io.parley.core.discovery;

import org.jspecify.annotations.NullMarked;
