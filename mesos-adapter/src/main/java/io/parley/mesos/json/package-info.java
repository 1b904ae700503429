/** Mesos' protobuf messages in the JSON that Mesos speaks. */
@NullMarked
package io.parley.mesos.json;

import org.jspecify.annotations.NullMarked;
