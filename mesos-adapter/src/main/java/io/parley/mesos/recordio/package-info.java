/** The framing of Mesos' event streams: a length in decimal digits, a line feed, and that many bytes. */
@NullMarked
package io.parley.mesos.recordio;

import org.jspecify.annotations.NullMarked;
