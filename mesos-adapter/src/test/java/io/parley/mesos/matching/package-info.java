/** Tests of matching offers. */
@NullMarked
package io.parley.mesos.matching;

import org.jspecify.annotations.NullMarked;
