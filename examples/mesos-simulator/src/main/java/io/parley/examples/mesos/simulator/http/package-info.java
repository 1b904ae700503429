/**
 * HTTP/1.1 on loopback, with streams of records that can be cut anywhere, and the two formats of the messages in it.
 */
@NullMarked
package io.parley.examples.mesos.simulator.http;

import org.jspecify.annotations.NullMarked;
