@NullMarked
package io.parley.mesos.recordio;

import org.jspecify.annotations.NullMarked;
