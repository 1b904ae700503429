/** The v1 HTTP scheduler API of a Mesos master, without any native library. */
@NullMarked
package io.parley.mesos.client;

import org.jspecify.annotations.NullMarked;
