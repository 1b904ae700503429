/** Whether a Flink process fits on this host. */
@NullMarked
package io.parley.standalone.host;

import org.jspecify.annotations.NullMarked;
