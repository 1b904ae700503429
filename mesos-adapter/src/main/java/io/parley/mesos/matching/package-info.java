/** Which resources of which offers a process takes, decided without I/O. */
@NullMarked
package io.parley.mesos.matching;

import org.jspecify.annotations.NullMarked;
