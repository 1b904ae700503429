/** What negotiating by request and negotiating by offer share: demands, their life, and when to try again. */
@NullMarked
package io.parley.api.negotiation;

import org.jspecify.annotations.NullMarked;
