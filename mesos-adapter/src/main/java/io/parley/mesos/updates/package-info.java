/**
 * Updates of tasks: handled before they are acknowledged, told apart when they come again.
 *
 * <p>{@link io.parley.mesos.updates.AcknowledgingScheduler} is for those who use
 * {@link io.parley.mesos.client.MesosHttpClient} with a scheduler of their own. The negotiation of
 * {@code io.parley.mesos.negotiation} acknowledges by itself, once it has kept what it handled.
 */
@NullMarked
package io.parley.mesos.updates;

import org.jspecify.annotations.NullMarked;
