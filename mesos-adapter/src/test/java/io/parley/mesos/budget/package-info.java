@NullMarked
package io.parley.mesos.budget;

import org.jspecify.annotations.NullMarked;
