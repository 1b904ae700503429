/** Plans as app definitions of Marathon, which starts services on Mesos. */
@NullMarked
package io.parley.mesos.marathon;

import org.jspecify.annotations.NullMarked;
