/** Tests. */
@NullMarked
package io.parley.mesos.launch;

import org.jspecify.annotations.NullMarked;
