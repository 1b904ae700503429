/** Starting a Flink JobManager as a managed application master on YARN, watching and stopping it. */
@NullMarked
package io.parley.yarn.launch;

import org.jspecify.annotations.NullMarked;
