/** Takes a plan through a translator, from requirements to the fitted plan, and checks each answer. */
@NullMarked
package io.parley.core.translation;

import org.jspecify.annotations.NullMarked;
