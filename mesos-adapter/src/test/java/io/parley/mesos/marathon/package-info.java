/** Tests of app definitions. */
@NullMarked
package io.parley.mesos.marathon;

import org.jspecify.annotations.NullMarked;
