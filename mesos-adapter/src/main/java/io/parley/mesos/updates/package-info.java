/** Updates of tasks: handled before they are acknowledged, told apart when they come again, asked for when missed. */
@NullMarked
package io.parley.mesos.updates;

import org.jspecify.annotations.NullMarked;
