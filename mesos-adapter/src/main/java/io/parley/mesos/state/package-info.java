/** What a framework on Mesos must still know after a crash: its id and its tasks. */
@NullMarked
package io.parley.mesos.state;

import org.jspecify.annotations.NullMarked;
