/** What reading a message from the network may take in memory, counted before it is taken. */
@NullMarked
package io.parley.mesos.budget;

import org.jspecify.annotations.NullMarked;
