@NullMarked
package io.parley.mesos.updates;

import org.jspecify.annotations.NullMarked;
