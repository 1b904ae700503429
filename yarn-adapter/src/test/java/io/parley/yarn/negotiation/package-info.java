/** Tests of the negotiation, its books alone and with a real YARN in this process. */
@NullMarked
package io.parley.yarn.negotiation;

import org.jspecify.annotations.NullMarked;
