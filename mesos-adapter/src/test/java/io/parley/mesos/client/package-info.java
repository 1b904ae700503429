@NullMarked
package io.parley.mesos.client;

import org.jspecify.annotations.NullMarked;
