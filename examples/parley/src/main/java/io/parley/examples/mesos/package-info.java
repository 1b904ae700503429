/** The Mesos that a launch brings up itself: a simulator. */
@NullMarked
package io.parley.examples.mesos;

import org.jspecify.annotations.NullMarked;
