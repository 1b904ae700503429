/** Plans for a fleet: configurations in, one a line, plans out, one a line. */
@NullMarked
package io.parley.examples.batch;

import org.jspecify.annotations.NullMarked;
