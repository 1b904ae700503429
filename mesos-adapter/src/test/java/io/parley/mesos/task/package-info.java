/** Tests. */
@NullMarked
package io.parley.mesos.task;

import org.jspecify.annotations.NullMarked;
