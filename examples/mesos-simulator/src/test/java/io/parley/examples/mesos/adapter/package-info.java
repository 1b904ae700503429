/** The Mesos adapter against masters: the simulated one, and a live one where there is one. */
@NullMarked
package io.parley.examples.mesos.adapter;

import org.jspecify.annotations.NullMarked;
