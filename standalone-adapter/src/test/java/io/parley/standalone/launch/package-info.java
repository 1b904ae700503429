/** Tests of launching on this host. */
@NullMarked
package io.parley.standalone.launch;

import org.jspecify.annotations.NullMarked;
