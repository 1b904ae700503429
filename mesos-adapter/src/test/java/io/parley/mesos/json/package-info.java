@NullMarked
package io.parley.mesos.json;

import org.jspecify.annotations.NullMarked;
