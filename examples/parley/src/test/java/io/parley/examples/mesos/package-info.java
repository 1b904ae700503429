/** Tests of the Mesos that a launch brings up itself. */
@NullMarked
package io.parley.examples.mesos;

import org.jspecify.annotations.NullMarked;
