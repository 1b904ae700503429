/** The parley command: options in, tables, pictures and JSON out. */
@NullMarked
package io.parley.examples.command;

import org.jspecify.annotations.NullMarked;
