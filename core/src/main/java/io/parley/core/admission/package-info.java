/** Whether an environment will ever start a process, and what it would start instead. */
@NullMarked
package io.parley.core.admission;

import org.jspecify.annotations.NullMarked;
