/** Traffic of a real master, for tests. */
@NullMarked
package io.parley.mesos.recorded;

import org.jspecify.annotations.NullMarked;
