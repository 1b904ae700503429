/** Asking a running YARN for containers, matching what it grants, and starting processes in them. */
@NullMarked
package io.parley.yarn.negotiation;

import org.jspecify.annotations.NullMarked;
