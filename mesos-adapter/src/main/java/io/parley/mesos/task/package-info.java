/** What a Mesos task runs, and the calls that answer offers with it. */
@NullMarked
package io.parley.mesos.task;

import org.jspecify.annotations.NullMarked;
