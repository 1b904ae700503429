/** Whether a YARN cluster will ever start a container: a snapshot of what is known of it, and the pure decision. */
@NullMarked
package io.parley.yarn.admission;

import org.jspecify.annotations.NullMarked;
