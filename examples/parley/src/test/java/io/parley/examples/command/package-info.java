/** Tests of the parley command, in process and with captured streams. */
@NullMarked
package io.parley.examples.command;

import org.jspecify.annotations.NullMarked;
