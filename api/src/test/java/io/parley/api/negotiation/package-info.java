/** Tests of what negotiating by request and by offer share. */
@NullMarked
package io.parley.api.negotiation;

import org.jspecify.annotations.NullMarked;
