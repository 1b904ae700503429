/** Tests of the launcher's pure parts; launches on real daemons are tested in the examples. */
@NullMarked
package io.parley.yarn.launch;

import org.jspecify.annotations.NullMarked;
