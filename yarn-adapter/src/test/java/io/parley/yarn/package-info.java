/** The YARN adapter against its contract and its messages. */
@NullMarked
package io.parley.yarn;

import org.jspecify.annotations.NullMarked;
