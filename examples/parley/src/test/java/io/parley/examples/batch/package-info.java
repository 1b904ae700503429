/** Tests of the batch. */
@NullMarked
package io.parley.examples.batch;

import org.jspecify.annotations.NullMarked;
