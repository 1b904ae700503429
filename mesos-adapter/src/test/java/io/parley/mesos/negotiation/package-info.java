/** Tests. */
@NullMarked
package io.parley.mesos.negotiation;

import org.jspecify.annotations.NullMarked;
